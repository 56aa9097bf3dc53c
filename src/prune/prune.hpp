#pragma once

#include <functional>
#include <string>

#include "prune/prune_result.hpp"
#include "prune/prune_spec.hpp"
#include "support/thread_pool.hpp"

namespace reluscope {

/// A smaller model file, and what is said of it.
struct PrunedFile {
  PruneResult result;
  std::string bytes;
  std::vector<std::string> other_inputs;  // paths of files beside the model that were read
};

/// The greatest change of an output, beside the greatest output, with which a file is written unless only zeros were
/// dropped: then nothing may change.
inline constexpr double k_allowed_change = 1e-5;

/// Finds the units that can go, and makes the file without them in memory. Memory does not grow with the rows, which
/// are read twice. The result depends on the specification and the files alone. rows_seen: called with the rows so far.
/// Throws UserError if a file cannot be used, or no
/// smaller file gives the same outputs.
PrunedFile prune_model(const PruneSpec& spec, ThreadPool& pool, const std::function<void(std::size_t)>& rows_seen);

}  // namespace reluscope
