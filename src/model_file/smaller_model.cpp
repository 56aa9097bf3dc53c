#include "model_file/smaller_model.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "model_file/tensor_bytes.hpp"
#include "support/error.hpp"

namespace reluscope {
namespace {

using Obstacle = SmallerModel::Obstacle;

/// The weights of the linear layer after hidden layer l, to which its inputs belong: they come last.
const UnitTensor* next_weights(const LoadedModel& model, std::size_t l) {
  const std::vector<UnitTensor>& tensors = model.mlp.unit_tensors[l];
  return tensors.empty() ? nullptr : &tensors.back();
}

/// The values of the places that stay.
std::vector<double> kept_values(const TensorValues& tensor, const TensorEdit& edit) {
  const std::string_view bytes(reinterpret_cast<const char*>(tensor.values.data()),
                               tensor.values.size() * sizeof(double));
  const std::string kept = kept_bytes(bytes, tensor.shape, sizeof(double), edit);
  std::vector<double> values(kept.size() / sizeof(double));
  std::memcpy(values.data(), kept.data(), kept.size());
  return values;
}

Network<float> network_of_file(const MlpFile& mlp, const Activation& activation) {
  Network<float> network(mlp.widths, activation);
  std::ranges::copy(mlp.parameters, network.parameters().begin());
  return network;
}

/// Whether two lists are the same but for float32 rounding.
bool are_close(std::span<const float> a, std::span<const float> b) {
  constexpr double k_tolerance = 0x1p-21;  // a few roundings
  double greatest = 0, apart = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    greatest = std::max({greatest, std::abs(double{a[i]}), std::abs(double{b[i]})});
    apart = std::max(apart, std::abs(double{a[i]} - b[i]));
  }
  return apart <= k_tolerance * greatest;
}

class ModelRewriting {
 public:
  ModelRewriting(LoadedModel& model, const Pruning& pruning)
      : m_model(model), m_pruning(pruning), m_rewriter(rewriter_of(model.format).value()) {}

  SmallerModel run() {
    drop_units();
    for (std::size_t l = 0; l < m_pruning.removed.size(); ++l)
      if (!share_weights(l)) return stopped(Obstacle::weights, l + 1);
    write();
    for (std::size_t l = 1; l < m_pruning.network.layers().size(); ++l) {
      const MatrixView<const float> there = network().weights(l), wanted = m_pruning.network.weights(l);
      if (!are_close({there.data(), there.size()}, {wanted.data(), wanted.size()}))
        return stopped(Obstacle::weights, l);
    }
    bool has_moved = false;
    for (std::size_t l = 1; l < m_pruning.network.layers().size(); ++l) {
      if (std::ranges::equal(network().bias(l), m_pruning.network.bias(l))) continue;
      if (!move_bias(l)) return stopped(Obstacle::bias, l);
      has_moved = true;
    }
    if (has_moved) write();
    for (std::size_t l = 1; l < m_pruning.network.layers().size(); ++l)
      if (!are_close(network().bias(l), m_pruning.network.bias(l))) return stopped(Obstacle::bias, l);
    return std::move(m_result);
  }

 private:
  const Network<float>& network() const { return *m_network; }

  SmallerModel stopped(Obstacle obstacle, std::size_t layer) {
    m_result.obstacle = obstacle;
    m_result.layer = layer;
    return std::move(m_result);
  }

  void drop_units() {
    for (std::size_t l = 0; l < m_pruning.kept.size(); ++l) {
      if (m_pruning.removed[l].empty()) continue;
      for (const UnitTensor& tensor : m_model.mlp.unit_tensors[l])
        m_edits[tensor.tensor].kept[tensor.axis] = m_pruning.kept[l];
    }
  }

  /// What is merged, in the weights as they are stored: whatever scales the results of a layer scales both sides.
  /// Whether there is a place for it.
  bool share_weights(std::size_t l) {
    const auto is_merged = [](const RemovedUnit& unit) { return !unit.shares.empty(); };
    if (std::ranges::none_of(m_pruning.removed[l], is_merged)) return true;
    const UnitTensor& place = *next_weights(m_model, l);
    TensorValues weights = m_rewriter.tensor(m_model.file, place.tensor);
    if (weights.shape.size() != 2 || place.axis > 1) return false;
    // a step from one unit to the next, and from one of the units above to the next
    const std::size_t columns = weights.shape[1], unit_step = place.axis == 1 ? 1 : columns,
                      step = place.axis == 1 ? columns : 1;
    for (const RemovedUnit& unit : m_pruning.removed[l])
      for (const UnitShare& share : unit.shares)
        for (std::size_t i = 0; i < weights.shape[1 - place.axis]; ++i)
          weights.values[i * step + share.unit * unit_step] +=
              share.share * weights.values[i * step + unit.unit * unit_step];
    TensorEdit& edit = m_edits[place.tensor];
    edit.values = kept_values(weights, edit);
    return true;
  }

  /// Adds to the bias what is missing. Whether there is a place for it.
  bool move_bias(std::size_t l) {
    const std::optional<BiasPlace>& place = m_result.mlp.bias_places[l];
    if (!place) return false;
    TensorEdit& edit = m_edits[place->tensor];
    std::vector<double> values = kept_values(m_rewriter.tensor(m_model.file, place->tensor), edit);
    if (values.size() != place->scale.size()) return false;
    for (std::size_t u = 0; u < values.size(); ++u) {
      const double missing = double{m_pruning.network.bias(l)[u]} - network().bias(l)[u];
      if (missing == 0) continue;
      if (place->scale[u] == 0) return false;
      values[u] += missing / place->scale[u];
    }
    edit.values = std::move(values);
    return true;
  }

  void write() {
    m_result.file = {.path = m_model.file.path,
                     .name = m_model.file.name + ", with fewer units",
                     .bytes = m_rewriter.rewrite(m_model.file, m_edits)};
    m_result.mlp = parse_model(m_result.file, m_model.options);
    std::vector<std::size_t> widths = {m_pruning.network.input_count()};
    for (const auto& layer : m_pruning.network.layers()) widths.push_back(layer.units());
    if (m_result.mlp.widths != widths)
      throw UserError(m_model.file.name + ": its units cannot be removed: read back, it has other layers");
    m_network = network_of_file(m_result.mlp, m_pruning.network.activation());
  }

  LoadedModel& m_model;
  const Pruning& m_pruning;
  ModelRewriter m_rewriter;
  TensorEdits m_edits;
  SmallerModel m_result;
  std::optional<Network<float>> m_network;  // of the result
};

}  // namespace

void add_limits_of_file(const LoadedModel& model, PruningFacts& facts) {
  const std::size_t layers = model.mlp.widths.size() - 1;
  facts.is_fixed.assign(layers - 1, false);
  facts.has_fixed_weights.assign(layers, false);
  facts.has_fixed_bias.assign(layers, false);
  for (std::size_t l = 0; l < layers; ++l) {
    if (l + 1 < layers) facts.is_fixed[l] = model.mlp.unit_tensors[l].empty();
    if (l > 0) facts.has_fixed_weights[l] = next_weights(model, l - 1) == nullptr;
    facts.has_fixed_bias[l] = !model.mlp.bias_places[l].has_value();
  }
}

SmallerModel smaller_model(LoadedModel& model, const Pruning& pruning) { return ModelRewriting(model, pruning).run(); }

}  // namespace reluscope
