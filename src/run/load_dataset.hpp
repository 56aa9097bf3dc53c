#pragma once

#include "data/dataset.hpp"
#include "run/run_spec.hpp"
#include "support/thread_pool.hpp"

namespace reluscope {

/// Reads and encodes the dataset of a run: as the model that it starts from was trained, if that says how. The model
/// must have been read. Throws UserError if the dataset cannot be trained on.
Dataset load_dataset(const RunSpec& spec, ThreadPool& pool);

}  // namespace reluscope
