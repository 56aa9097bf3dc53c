#pragma once

#include <stop_token>

#include "data/dataset.hpp"
#include "model/network.hpp"
#include "report/report.hpp"
#include "run/run_observer.hpp"
#include "run/run_spec.hpp"
#include "support/thread_pool.hpp"

namespace reluscope {

struct RunResult {
  Report report;
  Network<float> network;  // the trained one
  bool is_interrupted = false;
};

/// Trains a network on the dataset, which `spec.data` describes, and diagnoses it. The result depends on the
/// specification and the dataset alone, not on the pool. A request to stop ends the training within a batch, and the
/// autopsies between two; the report then says interrupted. Throws UserError if the model to start from cannot be used.
RunResult train_run(const RunSpec& spec, const Dataset& dataset, RunObserver& observer, ThreadPool& pool,
                    const std::stop_token& stop);

/// The same but for the report's config and findings, which are empty: to work them out can take longer than a small
/// run.
RunResult train_run_in_brief(const RunSpec& spec, const Dataset& dataset, RunObserver& observer, ThreadPool& pool,
                             const std::stop_token& stop);

}  // namespace reluscope
