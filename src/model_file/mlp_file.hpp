#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "data/encoding.hpp"
#include "model/network.hpp"

namespace reluscope {

/// A trained network as safetensors: tensors "0.weight" (out × in), "0.bias", "2.weight", … as in PyTorch's
/// nn.Sequential(Linear, ReLU, Linear, …); in the metadata under "reluscope", as JSON, how to feed rows of a CSV to it.
std::string to_mlp_file(const Network<float>& network, const Encoding& encoding);

/// The weights and biases of a network, as read from a file.
struct MlpWeights {
  std::vector<std::size_t> widths;  // inputs, units of each layer, outputs
  AlignedVector<float> parameters;  // as in Network
};

/// Reads all matrices "NAME.weight" of a state dict, in the order of their names (numbers by value), each with its
/// "NAME.bias". Throws UserError if they do not form a chain, are not finite, or there is any other tensor. `name`:
/// of the file.
MlpWeights parse_mlp_file(std::string_view bytes, const std::string& name);

}  // namespace reluscope
