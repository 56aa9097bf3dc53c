#include "model_file/mlp_file.hpp"

#include "model_file/model_json.hpp"
#include "model_file/safetensors.hpp"

namespace reluscope {

std::string to_mlp_file(const Network<float>& network, const Encoding& encoding) {
  TensorFile file;
  for (std::size_t l = 0; l < network.layers().size(); ++l) {
    const std::string name = std::to_string(2 * l);  // the activations have the odd numbers
    const MatrixView<const float> weights = network.weights(l);
    const std::span<const float> bias = network.bias(l);
    file.tensors[name + ".weight"] = {{weights.rows(), weights.columns()},
                                      {weights.data(), weights.data() + weights.size()}};
    file.tensors[name + ".bias"] = {{bias.size()}, {bias.begin(), bias.end()}};
  }
  file.metadata["format"] = "pt";
  file.metadata[k_model_metadata] = to_model_json({encoding, network.activation()});
  return to_safetensors(file);
}

}  // namespace reluscope
