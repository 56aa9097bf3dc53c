#include "model_file/mlp_file.hpp"

#include <algorithm>
#include <cmath>

#include "model_file/layer_order.hpp"
#include "model_file/model_json.hpp"
#include "model_file/safetensors.hpp"
#include "support/error.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

constexpr std::string_view k_weight = ".weight", k_bias = ".bias", k_metadata = "reluscope";

/// A linear layer of the file, whose tensors must live on.
struct Layer {
  std::string name;  // as in the file
  const Tensor* weights = nullptr;
  const Tensor* bias = nullptr;
};

bool is_finite(const Tensor& tensor) {
  return std::ranges::all_of(tensor.values, [](float value) { return std::isfinite(value); });
}

/// What comes before the last dot.
std::string owner_of(const std::string& tensor) { return tensor.substr(0, tensor.rfind('.')); }

void check_is_linear(const TensorFile& file, const std::string& name) {
  for (const auto& [tensor, content] : file.tensors)
    if (tensor.ends_with(".running_mean") || tensor.ends_with(".running_var"))
      throw UserError(name + ": layer " + in_quotes(owner_of(tensor)) +
                      " is a batch normalisation; only Linear and ReLU layers are read: fold it into the layer before "
                      "it with torch.nn.utils.fusion.fuse_linear_bn_eval, and save the model again");
  for (const auto& [tensor, content] : file.tensors) {
    const bool is_part = tensor.ends_with(k_weight) || tensor.ends_with(k_bias);
    const auto weights = file.tensors.find(owner_of(tensor) + std::string(k_weight));
    if (!is_part || weights == file.tensors.end() || weights->second.shape.size() != 2)
      throw UserError(name + ": tensor " + in_quotes(tensor) +
                      " is not of a linear layer; only Linear and ReLU layers are read");
  }
}

std::vector<Layer> layers_of(const TensorFile& file, const std::string& name) {
  std::vector<Layer> layers;
  for (const auto& [tensor, weights] : file.tensors) {
    if (!tensor.ends_with(k_weight) || weights.shape.size() != 2) continue;
    layers.push_back({.name = owner_of(tensor), .weights = &weights});
  }
  if (layers.empty())
    throw UserError(name + ": no layer in it; a state dict of Linear layers has NAME.weight and NAME.bias");
  check_is_linear(file, name);
  for (Layer& layer : layers) {
    const auto bias = file.tensors.find(layer.name + std::string(k_bias));
    if (bias == file.tensors.end() || bias->second.shape != std::vector{layer.weights->shape[0]})
      throw UserError(name + ": layer " + in_quotes(layer.name) +
                      " has no bias that fits its weights; use Linear with bias=True");
    layer.bias = &bias->second;
    if (layer.weights->values.empty())
      throw UserError(name + ": layer " + in_quotes(layer.name) + " is empty; it needs inputs and units");
    if (!is_finite(*layer.weights) || !is_finite(*layer.bias))
      throw UserError(name + ": layer " + in_quotes(layer.name) +
                      " holds a value that is not finite; the model has diverged, train it again");
  }
  return layers;
}

/// The layers in the order in which they follow.
std::vector<Layer> in_order(const std::vector<Layer>& layers, const std::vector<std::string>& wanted,
                            const std::string& name) {
  std::vector<std::string> names;
  for (const Layer& layer : layers) names.push_back(layer.name);
  const std::string prefix = wrapper_prefix(names);
  std::vector<NamedLayer> named;
  for (const Layer& layer : layers)
    named.push_back({layer.name.substr(prefix.size()), layer.weights->shape[1], layer.weights->shape[0]});

  std::vector<std::string> unwrapped = wanted;
  for (std::string& layer : unwrapped)
    if (std::ranges::find(named, layer, &NamedLayer::name) == named.end() && layer.starts_with(prefix))
      layer.erase(0, prefix.size());
  std::vector<Layer> ordered;
  for (const std::size_t l : wanted.empty() ? order_of_layers(named, name) : order_by_names(named, unwrapped, name))
    ordered.push_back(layers[l]);
  return ordered;
}

void check_chain(const std::vector<Layer>& layers, const std::string& name) {
  for (std::size_t l = 1; l < layers.size(); ++l) {
    const std::size_t inputs = layers[l].weights->shape[1], given = layers[l - 1].weights->shape[0];
    if (inputs != given)
      throw UserError(name + ": layer " + in_quotes(layers[l].name) + " takes " +
                      pluralized(static_cast<std::int64_t>(inputs), "input") + ", the one before, " +
                      in_quotes(layers[l - 1].name) + ", gives " + std::to_string(given) +
                      "; use --layers A,B,… with their names in the order in which the model applies them");
  }
}

}  // namespace

std::string to_mlp_file(const Network<float>& network, const Encoding& encoding) {
  TensorFile file;
  for (std::size_t l = 0; l < network.layers().size(); ++l) {
    const std::string name = std::to_string(2 * l);  // the activations have the odd numbers
    const MatrixView<const float> weights = network.weights(l);
    const std::span<const float> bias = network.bias(l);
    file.tensors[name + std::string(k_weight)] = {{weights.rows(), weights.columns()},
                                                  {weights.data(), weights.data() + weights.size()}};
    file.tensors[name + std::string(k_bias)] = {{bias.size()}, {bias.begin(), bias.end()}};
  }
  file.metadata["format"] = "pt";
  file.metadata[std::string(k_metadata)] = to_model_json({encoding, network.activation()});
  return to_safetensors(file);
}

MlpFile parse_mlp_file(std::string_view bytes, const std::string& name, const ModelFileOptions& options) {
  const TensorFile file = parse_safetensors(bytes, name);
  const std::vector<Layer> chain = in_order(layers_of(file, name), options.layers, name);
  check_chain(chain, name);
  MlpFile mlp;
  mlp.widths.push_back(chain.front().weights->shape[1]);
  for (const Layer& layer : chain) {
    mlp.widths.push_back(layer.weights->shape[0]);
    mlp.layer_names.push_back(layer.name);
    mlp.parameters.insert(mlp.parameters.end(), layer.weights->values.begin(), layer.weights->values.end());
    mlp.parameters.insert(mlp.parameters.end(), layer.bias->values.begin(), layer.bias->values.end());
  }
  if (const auto metadata = file.metadata.find(std::string(k_metadata)); metadata != file.metadata.end()) {
    ModelMetadata own = parse_model_json(metadata->second, name);
    mlp.encoding = std::move(own.encoding);
    mlp.activation = own.activation;
    if (mlp.encoding->input_count() != mlp.widths.front() || mlp.encoding->output_count() != mlp.widths.back())
      throw UserError(name + ": its metadata describes " + std::to_string(mlp.encoding->input_count()) +
                      " inputs and " + std::to_string(mlp.encoding->output_count()) + " outputs, its layers have " +
                      std::to_string(mlp.widths.front()) + " and " + std::to_string(mlp.widths.back()) +
                      "; the file is damaged; save the model again");
  }
  return mlp;
}

}  // namespace reluscope
