#include "diagnosis/diagnosis.hpp"

#include <algorithm>
#include <cmath>

#include "diagnosis/layer_status.hpp"
#include "diagnosis/measures.hpp"
#include "diagnosis/statistics.hpp"
#include "stats/activation_gram.hpp"
#include "stats/gradient_paths.hpp"

namespace reluscope {
namespace {

double outgoing_norm(MatrixView<const float> next_weights, std::size_t unit) {
  double square = 0;
  for (std::size_t k = 0; k < next_weights.rows(); ++k) {
    const double weight = next_weights.row(k)[unit];
    square += weight * weight;
  }
  return std::sqrt(square);
}

std::int64_t count(const std::vector<UnitDiagnosis>& units, UnitStatus status) {
  return std::ranges::count(units, status, &UnitDiagnosis::status);
}

LayerHistory history_of(std::size_t l, const std::vector<EpochActivity>& epochs, std::int64_t rows,
                        double sparse_below) {
  LayerHistory history;
  for (const EpochActivity& activity : epochs) {
    const std::vector<std::int64_t>& active_rows = activity.active_rows[l];
    const LayerStatus layer = layer_status(active_rows, rows, sparse_below);
    history.epoch.push_back(activity.epoch);
    history.dead.push_back(layer.dead);
    history.sparse.push_back(layer.sparse);
    history.apoz.push_back(layer.apoz);
    history.active_rows.push_back(active_rows);
  }
  return history;
}

std::optional<GradientEvidence> gradient_of(const GradientStats& tally, std::size_t l, std::size_t i) {
  if (tally.rows() == 0) return std::nullopt;
  const auto rows = static_cast<double>(tally.rows());
  return GradientEvidence{static_cast<double>(tally.layers()[l].nonzero_rows[i]) / rows,
                          std::sqrt(tally.layers()[l].square_sum[i] / rows)};
}

std::vector<UnitDiagnosis> units_of(std::size_t l, const Network<float>& network, const ActivityTracker& tracker,
                                    const DiagnosisOptions& options) {
  const ActivationStats& tally = tracker.training().layers[l];
  const auto rows = static_cast<std::int64_t>(tracker.training().rows);
  const auto validation_rows = static_cast<std::int64_t>(tracker.validation().rows);
  std::vector<double> means;
  for (const double sum : tally.activation_sum) means.push_back(sum / static_cast<double>(rows));
  const std::vector<double> dormancy = dormancy_scores(means);

  std::vector<UnitDiagnosis> units(means.size());
  for (std::size_t i = 0; i < units.size(); ++i) {
    UnitDiagnosis& unit = units[i];
    unit.active_rows = tally.active_rows[i];
    unit.activation_rate = static_cast<double>(unit.active_rows) / static_cast<double>(rows);
    unit.status = status_of(unit.active_rows, rows, options.sparse_below);
    unit.mean_activation = means[i];
    unit.max_preactivation = tally.max_preactivation[i];
    unit.dormancy = dormancy[i];
    unit.dormant = dormancy[i] <= options.dormant_tau;
    unit.lifetime_sparsity = lifetime_sparsity(tally.activation_sum[i], tally.square_sum[i], rows);
    unit.incoming_norm = norm(network.weights(l).row(i));
    unit.outgoing_norm = outgoing_norm(network.weights(l + 1), i);
    unit.bias = network.bias(l)[i];
    unit.gradient = gradient_of(tracker.gradients(), l, i);
    if (validation_rows == 0) continue;
    const std::int64_t active = tracker.validation().layers[l].active_rows[i];
    unit.validation = {active, static_cast<double>(active) / static_cast<double>(validation_rows),
                       upper_bound_95(active, validation_rows)};
    unit.unseen_data = unit.status == UnitStatus::dead && active > 0;
  }
  return units;
}

/// A unit that fires and got no gradient is blocked, unless a way is open to it: then it came back too late to learn,
/// or there was nothing left to learn.
void find_blocked_units(const Network<float>& network, const Samples& samples, std::vector<LayerDiagnosis>& layers) {
  const auto got_none = [](const UnitDiagnosis& unit) {
    return unit.status != UnitStatus::dead && (!unit.gradient || unit.gradient->nonzero_rate == 0);
  };
  const auto any = [&](const LayerDiagnosis& layer) { return std::ranges::any_of(layer.units, got_none); };
  if (std::ranges::none_of(layers, any)) return;
  const std::vector<std::vector<std::int64_t>> paths = gradient_path_counts(network, samples.inputs);
  for (std::size_t l = 0; l < layers.size(); ++l) {
    for (std::size_t i = 0; i < layers[l].units.size(); ++i) {
      UnitDiagnosis& unit = layers[l].units[i];
      if (!got_none(unit) || paths[l][i] > 0) continue;
      unit.gradient_block = unit.outgoing_norm == 0 ? GradientBlock::outgoing_weights : GradientBlock::downstream;
      ++layers[l].gradient_blocked;
    }
  }
}

void judge_dead_units(const Network<float>& network, const Samples& samples, const ActivityTracker& tracker,
                      const ZeroGradientDrift& coasting, std::vector<LayerDiagnosis>& layers) {
  if (std::ranges::none_of(layers, [](const LayerDiagnosis& layer) { return layer.dead > 0; })) return;
  std::vector<std::vector<float>> max_preactivation;
  for (const ActivationStats& tally : tracker.training().layers) max_preactivation.push_back(tally.max_preactivation);
  const auto recoveries = recoveries_of(network, samples.inputs, max_preactivation, coasting);
  for (std::size_t l = 0; l < layers.size(); ++l)
    for (std::size_t i = 0; i < layers[l].units.size(); ++i)
      if (layers[l].units[i].status == UnitStatus::dead) layers[l].units[i].recovery = recoveries[l][i];
}

void prove_for_every_input(const Network<float>& network, const Samples& samples, const InputBox& box,
                           std::vector<LayerDiagnosis>& layers) {
  std::vector<std::vector<bool>> dead;
  for (const LayerDiagnosis& layer : layers) {
    std::vector<bool>& mask = dead.emplace_back();
    for (const UnitDiagnosis& unit : layer.units) mask.push_back(unit.status == UnitStatus::dead);
  }
  std::vector<std::vector<UnitProof>> proofs = prove(network, box, dead, samples.inputs);
  for (std::size_t l = 0; l < layers.size(); ++l)
    for (std::size_t i = 0; i < layers[l].units.size(); ++i) layers[l].units[i].proof = std::move(proofs[l][i]);
}

}  // namespace

std::vector<LayerDiagnosis> diagnose(const Network<float>& network, const Samples& samples, const Encoding& encoding,
                                     const ActivityTracker& tracker, const ZeroGradientDrift& coasting,
                                     const DiagnosisOptions& options, ThreadPool& pool) {
  std::vector<std::vector<Lifecycle>> lives = lifecycles_of(tracker.history());
  std::vector<Matrix<double>> grams = activation_grams(network, samples.inputs, pool);
  std::vector<LayerDiagnosis> layers(network.hidden_layer_count());
  for (std::size_t l = 0; l < layers.size(); ++l) {
    LayerDiagnosis& layer = layers[l];
    layer.name = "hidden_" + std::to_string(l);
    layer.units = units_of(l, network, tracker, options);
    for (std::size_t i = 0; i < layer.units.size(); ++i) layer.units[i].life = std::move(lives[l][i]);
    layer.dead = count(layer.units, UnitStatus::dead);
    layer.sparse = count(layer.units, UnitStatus::sparse);
    layer.always_active = count(layer.units, UnitStatus::always_active);
    layer.dormant = std::ranges::count(layer.units, true, &UnitDiagnosis::dormant);
    layer.history = history_of(l, tracker.history(), static_cast<std::int64_t>(samples.rows()), options.sparse_below);
    layer.apoz = layer.history.apoz.back();
    for (const UnitDiagnosis& unit : layer.units) layer.mean_activation += unit.mean_activation;
    layer.mean_activation /= static_cast<double>(layer.units.size());
    if (const std::optional<std::vector<double>> sigma = singular_values(std::move(grams[l]))) {
      layer.effective_rank = effective_rank(*sigma);
      layer.srank = srank(*sigma);
    }
  }
  judge_dead_units(network, samples, tracker, coasting, layers);
  find_blocked_units(network, samples, layers);
  prove_for_every_input(network, samples, box_of(samples.inputs, encoding, options.box_margin), layers);
  return layers;
}

}  // namespace reluscope
