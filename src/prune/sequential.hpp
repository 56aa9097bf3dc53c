#pragma once

#include <string>
#include <vector>

#include "model/network.hpp"

namespace reluscope {

/// The network in PyTorch: "nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 3))". has_bias: of each layer.
std::string as_sequential(const Network<float>& network, const std::vector<bool>& has_bias);

}  // namespace reluscope
