#include "diagnosis/layer_activity.hpp"

#include <algorithm>
#include <limits>

#include "diagnosis/measures.hpp"
#include "stats/activation_gram.hpp"

namespace reluscope {
namespace {

std::int64_t with_status(const std::vector<UnitDiagnosis>& units, UnitStatus status) {
  return std::ranges::count(units, status, &UnitDiagnosis::status);
}

}  // namespace

std::vector<UnitDiagnosis> units_by_activity(const ActivationStats& stats, std::int64_t rows,
                                             const Activation& activation, const DiagnosisOptions& options) {
  constexpr double k_unknown = std::numeric_limits<double>::quiet_NaN();
  const auto count = static_cast<double>(rows);
  const StatusRule rule = options.status_rule(activation.kind);
  std::vector<double> absolute_means;
  for (const double sum : stats.absolute_sum) absolute_means.push_back(sum / count);
  const std::vector<double> dormancy = dormancy_scores(absolute_means);
  std::vector<UnitDiagnosis> units(dormancy.size());
  for (std::size_t i = 0; i < units.size(); ++i) {
    UnitDiagnosis& unit = units[i];
    unit.active_rows = stats.active_rows[i];
    unit.activation_rate = static_cast<double>(unit.active_rows) / count;
    unit.status = rule.status_of(unit.active_rows, rows, stats.max_derivative[i]);
    unit.mean_activation = stats.activation_sum[i] / count;
    unit.max_preactivation = stats.max_preactivation[i];
    if (traits_of(activation.kind).saturates) unit.max_derivative = stats.max_derivative[i];
    unit.dormancy = dormancy[i];
    unit.dormant = dormancy[i] <= options.dormant_tau;
    unit.lifetime_sparsity = lifetime_sparsity(stats.absolute_sum[i], stats.square_sum[i], rows);
    unit.incoming_norm = unit.outgoing_norm = unit.bias = k_unknown;
  }
  return units;
}

LayerDiagnosis layer_of(const std::string& name, std::vector<UnitDiagnosis> units) {
  LayerDiagnosis layer{.name = name};
  layer.units = std::move(units);
  layer.dead = with_status(layer.units, UnitStatus::dead);
  layer.saturated = with_status(layer.units, UnitStatus::saturated);
  layer.sparse = with_status(layer.units, UnitStatus::sparse);
  layer.always_active = with_status(layer.units, UnitStatus::always_active);
  layer.dormant = std::ranges::count(layer.units, true, &UnitDiagnosis::dormant);
  for (const UnitDiagnosis& unit : layer.units) {
    layer.apoz += 1 - unit.activation_rate;
    layer.mean_activation += unit.mean_activation;
  }
  layer.apoz /= static_cast<double>(layer.units.size());
  layer.mean_activation /= static_cast<double>(layer.units.size());
  return layer;
}

void set_ranks(MatrixView<const float> activations, LayerDiagnosis& layer) {
  const std::optional<std::vector<double>> sigma = singular_values(gram_of(activations));
  if (!sigma) return;
  layer.effective_rank = effective_rank(*sigma);
  layer.srank = srank(*sigma);
}

}  // namespace reluscope
