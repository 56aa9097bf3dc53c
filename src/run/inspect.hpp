#pragma once

#include <functional>
#include <string_view>

#include "model_file/mlp_file.hpp"
#include "report/report.hpp"
#include "run/inspect_spec.hpp"
#include "support/thread_pool.hpp"

namespace reluscope {

/// Is notified of what happens. Empty functions are not called.
struct InspectObserver {
  std::function<void(const MlpFile&)> model_read;         // before any row is
  std::function<void(std::size_t)> rows_seen;             // so far
  std::function<void(std::string_view)> diagnosis_stage;  // "rank", "proof"
};

/// Runs the rows of a file through a trained network and reports on its units. Memory does not grow with the rows. The
/// result depends on the specification and the files alone, not on the pool. Throws UserError if a file cannot be used.
Report inspect(const InspectSpec& spec, ThreadPool& pool, const InspectObserver& observer);

}  // namespace reluscope
