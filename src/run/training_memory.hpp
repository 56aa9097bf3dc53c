#pragma once

#include <cstddef>
#include <vector>

#include "run/run_spec.hpp"

namespace reluscope {

/// widths: of the network of the run, with its inputs and outputs. Throws UserError if that is more memory than this
/// machine has: a system that promises more would kill the run in its middle.
void check_training_memory(const RunSpec& spec, const std::vector<std::size_t>& widths);

}  // namespace reluscope
