#pragma once

#include <cstdint>
#include <vector>

#include "model/network.hpp"
#include "linalg/matrix_view.hpp"

namespace reluscope {

/// For each hidden layer and unit the rows on which a gradient can reach it: it lets one through (ReLU' = 1), and so
/// does a unit of every layer after it, along weights that are not 0.
std::vector<std::vector<std::int64_t>> gradient_path_counts(const Network<float>& network, MatrixView<const float> inputs);

}  // namespace reluscope
