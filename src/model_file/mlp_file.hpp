#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "data/encoding.hpp"
#include "model/network.hpp"

namespace reluscope {

/// A trained network as safetensors: tensors "0.weight" (out × in), "0.bias", "2.weight", … as in PyTorch's
/// nn.Sequential(Linear, ReLU, Linear, …), or another activation; in the metadata under "reluscope", as JSON, how to
/// feed rows of a CSV to it.
std::string to_mlp_file(const Network<float>& network, const Encoding& encoding);

/// A network, as read from a file.
struct MlpFile {
  std::vector<std::size_t> widths;       // inputs, units of each layer, outputs
  AlignedVector<float> parameters;       // as in Network
  std::optional<Encoding> encoding;      // how it was fed when it was trained, if the file says so
  std::optional<Activation> activation;  // of its hidden layers, if the file says so
};

/// Reads all matrices "NAME.weight" of a state dict, each with its "NAME.bias", in the order of order_of_layers, or in
/// that of `layers` if there are any: their names, with or without the prefixes of wrappers. Throws UserError if they
/// do not form a chain, are not finite, or there is any other tensor. `name`: of the file.
MlpFile parse_mlp_file(std::string_view bytes, const std::string& name, const std::vector<std::string>& layers = {});

}  // namespace reluscope
