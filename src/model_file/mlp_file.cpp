#include "model_file/mlp_file.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <nlohmann/json.hpp>

#include "model_file/safetensors.hpp"
#include "support/error.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view k_weight = ".weight", k_bias = ".bias";

Json to_json(const FeatureEncoding& feature) {
  Json json = {{"column", feature.column}, {"kind", feature.categorical ? "categorical" : "numeric"}};
  if (feature.categorical) {
    json["categories"] = feature.categories;
    json["fill"] = feature.fill.empty() ? Json(nullptr) : Json(feature.fill);
  } else {
    json["shift"] = feature.shift;
    json["scale"] = feature.scale;
    json["fill"] = feature.fill.empty() ? Json(nullptr) : Json(feature.fill.front());
  }
  return json;
}

Json to_json(const Encoding& encoding) {
  Json features = Json::array();
  for (const FeatureEncoding& feature : encoding.features) features.push_back(to_json(feature));
  return {{"version", 1},
          {"activation", "relu"},
          {"features", features},
          {"target", encoding.target},
          {"task", name_of(encoding.task)},
          {"classes", encoding.classes},
          {"target_shift", encoding.target_shift},
          {"target_scale", encoding.target_scale}};
}

bool is_finite(const Tensor& tensor) {
  return std::ranges::all_of(tensor.values, [](float value) { return std::isfinite(value); });
}

std::vector<std::string> layer_names(const TensorFile& file) {
  std::vector<std::string> names;
  for (const auto& [name, tensor] : file.tensors)
    if (name.ends_with(k_weight) && tensor.shape.size() == 2)
      names.push_back(name.substr(0, name.size() - k_weight.size()));
  // "fc10" comes after "fc9"
  std::ranges::sort(names,
                    [](const std::string& a, const std::string& b) { return ::strverscmp(a.c_str(), b.c_str()) < 0; });
  return names;
}

}  // namespace

std::string to_mlp_file(const Network<float>& network, const Encoding& encoding) {
  TensorFile file;
  for (std::size_t l = 0; l < network.layers().size(); ++l) {
    const std::string name = std::to_string(2 * l);  // the ReLUs have the odd numbers
    const MatrixView<const float> weights = network.weights(l);
    const std::span<const float> bias = network.bias(l);
    file.tensors[name + std::string(k_weight)] = {{weights.rows(), weights.columns()},
                                                  {weights.data(), weights.data() + weights.size()}};
    file.tensors[name + std::string(k_bias)] = {{bias.size()}, {bias.begin(), bias.end()}};
  }
  file.metadata["format"] = "pt";
  file.metadata["reluscope"] = to_json(encoding).dump(-1, ' ', false, Json::error_handler_t::replace);
  return to_safetensors(file);
}

MlpWeights parse_mlp_file(std::string_view bytes, const std::string& name) {
  const TensorFile file = parse_safetensors(bytes, name);
  const std::vector<std::string> layers = layer_names(file);
  if (layers.empty())
    throw UserError(name + ": no layer in it; a state dict of Linear layers has NAME.weight and NAME.bias");
  MlpWeights mlp;
  for (const auto& [tensor_name, tensor] : file.tensors) {
    const std::string layer = tensor_name.substr(0, tensor_name.rfind('.'));
    if (std::ranges::find(layers, layer) == layers.end() ||
        !(tensor_name.ends_with(k_weight) || tensor_name.ends_with(k_bias)))
      throw UserError(name + ": tensor " + in_quotes(tensor_name) +
                      " is not of a linear layer; only Linear and ReLU layers are read");
  }
  for (const std::string& layer : layers) {
    const Tensor& weights = file.tensors.at(layer + std::string(k_weight));
    const auto bias = file.tensors.find(layer + std::string(k_bias));
    if (bias == file.tensors.end() || bias->second.values.size() != weights.shape[0])
      throw UserError(name + ": layer '" + layer + "' has no bias that fits its weights; use Linear with bias=True");
    if (weights.values.empty())
      throw UserError(name + ": layer " + in_quotes(layer) + " is empty; it needs inputs and units");
    if (!is_finite(weights) || !is_finite(bias->second))
      throw UserError(name + ": layer '" + layer +
                      "' holds a value that is not finite; the model has diverged, train it again");
    if (mlp.widths.empty()) mlp.widths.push_back(weights.shape[1]);
    if (mlp.widths.back() != weights.shape[1])
      throw UserError(name + ": layer '" + layer + "' takes " +
                      pluralized(static_cast<std::int64_t>(weights.shape[1]), "input") + ", the one before gives " +
                      std::to_string(mlp.widths.back()) + "; name the layers in the order in which they follow");
    mlp.widths.push_back(weights.shape[0]);
    mlp.parameters.insert(mlp.parameters.end(), weights.values.begin(), weights.values.end());
    mlp.parameters.insert(mlp.parameters.end(), bias->second.values.begin(), bias->second.values.end());
  }
  return mlp;
}

}  // namespace reluscope
