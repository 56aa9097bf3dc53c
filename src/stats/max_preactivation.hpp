#pragma once

#include <vector>

#include "model/network.hpp"
#include "linalg/matrix_view.hpp"

namespace reluscope {

/// For each hidden layer and unit the greatest pre-activation over the rows, had the unit the parameters that `moved`
/// gives it, and its inputs as `network` makes them. moved: a value for each of the network's parameters.
std::vector<std::vector<float>> max_preactivations(std::span<const float> moved, const Network<float>& network,
                                                        MatrixView<const float> inputs);

}  // namespace reluscope
