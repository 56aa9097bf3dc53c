#pragma once

#include <functional>
#include <span>
#include <stop_token>
#include <vector>

#include "run/run_datasets.hpp"
#include "support/thread_pool.hpp"
#include "sweep/run_record.hpp"
#include "sweep/sweep_plan.hpp"
#include "sweep/sweep_spec.hpp"

namespace reluscope {

/// A sweep that is ready to run: its options are checked in every cell, its data is read, its plan is made.
class Sweep {
 public:
  /// Throws UserError.
  Sweep(const SweepSpec& spec, ThreadPool& pool);

  const SweepPlan& plan() const { return m_plan; }
  /// Paths of the files beside the models of --init-from that were read.
  std::vector<std::string> other_inputs() const;
  /// Does these runs of the plan, several at a time, each on one thread, with what `reluscope train` would report.
  /// done: is told of each that is over, by one thread at a time, in no fixed order. A request to stop ends this within
  /// a batch; runs that are not over by then are left out. Throws UserError if a run cannot be done, or what `done`
  /// throws.
  void run(std::span<const std::size_t> runs, ThreadPool& pool, const std::stop_token& stop,
           const std::function<void(const RunRecord&)>& done);

 private:
  RunRecord run(std::size_t number, const std::stop_token& stop);

  std::vector<CellSpec> m_cells;
  RunDatasets m_datasets;
  SweepPlan m_plan;
};

}  // namespace reluscope
