#include "model_file/layer_draft.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <utility>

#include "support/error.hpp"
#include "support/number.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

using Doubles = std::vector<double>;

/// Of a feature, where there is one value for all of them or one for each.
double of_feature(const Doubles& values, std::size_t feature) { return values[values.size() == 1 ? 0 : feature]; }

/// Names of tensors that serve more than one step.
std::set<std::string> shared_tensors(const Chain& chain) {
  std::map<std::string, int> steps;
  for (const auto& step : chain) {
    std::set<std::string> own;
    for (const auto* tensors : {&step->input_tensors, &step->unit_tensors})
      for (const UnitTensor& tensor : *tensors) own.insert(tensor.tensor);
    for (const std::string& name : own) ++steps[name];
  }
  std::set<std::string> shared;
  for (const auto& [name, count] : steps)
    if (count > 1) shared.insert(name);
  return shared;
}

std::vector<UnitTensor> tensors_between(const LayerDraft& below, const LayerDraft& above,
                                        const std::set<std::string>& shared) {
  std::vector<UnitTensor> tensors = below.unit_tensors;
  tensors.insert(tensors.end(), above.input_tensors.begin(), above.input_tensors.end());
  const auto is_shared = [&](const UnitTensor& tensor) { return shared.contains(tensor.tensor); };
  const bool can = below.units_rewritable && above.inputs_rewritable && std::ranges::none_of(tensors, is_shared);
  return can ? tensors : std::vector<UnitTensor>{};
}

void append_rounded(const Doubles& values, const std::string& name, const std::string& file,
                    AlignedVector<float>& parameters) {
  for (const double value : values) {
    if (!is_finite_float(value))
      throw UserError(file + ": layer " + in_quotes(name) +
                      " holds a value that float32 does not have; the model has diverged, train it again");
    parameters.push_back(static_cast<float>(value));
  }
}

}  // namespace

void FoldedAffine::then(const AffineStep& next, std::size_t features) {
  if (is_identity()) scale.assign(features, 1), shift.assign(features, 0);
  for (std::size_t f = 0; f < features; ++f) {
    scale[f] *= of_feature(next.scale, f);
    shift[f] = shift[f] * of_feature(next.scale, f) + of_feature(next.shift, f);
  }
}

LayerDraft::LayerDraft(const ChainStep& step) {
  const auto& layer = std::get<LinearStep>(step.what);
  name = layer.name;
  inputs = layer.inputs;
  units = layer.units;
  weights = layer.weights;
  bias = layer.bias.empty() ? Doubles(units, 0.0) : layer.bias;
  input_tensors = step.input_tensors;
  unit_tensors = step.unit_tensors;
  inputs_rewritable = units_rewritable = step.is_rewritable;
  take_bias_place(step);
}

void LayerDraft::take_bias_place(const ChainStep& step) {
  if (bias_place || step.bias_tensor.empty()) return;
  bias_place = BiasPlace{step.bias_tensor, Doubles(units)};
  for (std::size_t u = 0; u < units; ++u) bias_place->scale[u] = of_feature(step.bias_scale, u);
}

void LayerDraft::take_after(const ChainStep& step) {
  const auto& affine = std::get<AffineStep>(step.what);
  for (std::size_t u = 0; u < units; ++u) {
    const double scale = of_feature(affine.scale, u);
    const auto row = std::next(weights.begin(), static_cast<std::ptrdiff_t>(u * inputs));
    if (scale != 1)
      std::for_each(row, std::next(row, static_cast<std::ptrdiff_t>(inputs)), [=](double& w) { w *= scale; });
    bias[u] = bias[u] * scale + of_feature(affine.shift, u);
    if (bias_place) bias_place->scale[u] *= scale;
  }
  take_bias_place(step);
}

void LayerDraft::take_before(const FoldedAffine& affine) {
  for (std::size_t u = 0; u < units; ++u) {
    double* const row = weights.data() + u * inputs;
    for (std::size_t i = 0; i < inputs; ++i) {
      bias[u] += row[i] * affine.shift[i];
      row[i] *= affine.scale[i];
    }
  }
}

void LayerDraft::take_before(const LayerDraft& before) {
  Doubles product(units * before.inputs, 0.0);
  for (std::size_t u = 0; u < units; ++u) {
    double* const to = product.data() + u * before.inputs;
    for (std::size_t k = 0; k < inputs; ++k) {
      const double w = weights[u * inputs + k];
      const double* const from = before.weights.data() + k * before.inputs;
      for (std::size_t i = 0; i < before.inputs; ++i) to[i] += w * from[i];
      bias[u] += w * before.bias[k];
    }
  }
  weights = std::move(product);
  inputs = before.inputs;
  input_tensors = before.input_tensors;
  inputs_rewritable = before.inputs_rewritable;
}

void add_layers(std::vector<LayerDraft>& layers, const Chain& chain, const std::string& file, MlpFile& mlp) {
  mlp.widths.push_back(layers.front().inputs);
  const std::set<std::string> shared = shared_tensors(chain);
  for (std::size_t l = 0; l < layers.size(); ++l) {
    LayerDraft& layer = layers[l];
    mlp.widths.push_back(layer.units);
    mlp.layer_names.push_back(layer.name);
    for (const Doubles* values : {&layer.weights, &layer.bias})
      append_rounded(*values, layer.name, file, mlp.parameters);
    if (layer.bias_place && (!layer.units_rewritable || shared.contains(layer.bias_place->tensor)))
      layer.bias_place.reset();
    mlp.bias_places.push_back(std::move(layer.bias_place));
    if (l > 0) mlp.unit_tensors.push_back(tensors_between(layers[l - 1], layer, shared));
    if (l > 0) Doubles().swap(layers[l - 1].weights);
  }
}

}  // namespace reluscope
