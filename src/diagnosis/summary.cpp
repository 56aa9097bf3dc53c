#include "diagnosis/summary.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>

namespace reluscope {
namespace {

using Layers = std::span<const LayerDiagnosis>;
using Count = std::int64_t LayerDiagnosis::*;

double units(Layers layers) {
  double units = 0;
  for (const LayerDiagnosis& layer : layers) units += static_cast<double>(layer.units.size());
  return units;
}

template <Count member>
double total(Layers layers) {
  std::int64_t total = 0;
  for (const LayerDiagnosis& layer : layers) total += layer.*member;
  return static_cast<double>(total);
}

template <Count member>
double fraction(Layers layers) {
  return layers.empty() ? 0 : total<member>(layers) / units(layers);
}

template <Count member>
double greatest_fraction(Layers layers) {
  double greatest = 0;
  for (const LayerDiagnosis& layer : layers) greatest = std::max(greatest, layer.fraction(layer.*member));
  return greatest;
}

/// The sum of a number of each unit.
double sum_of(Layers layers, int (*number)(const UnitDiagnosis&)) {
  int sum = 0;
  for (const LayerDiagnosis& layer : layers)
    for (const UnitDiagnosis& unit : layer.units) sum += number(unit);
  return sum;
}

double apoz(Layers layers) {
  double inactive = 0;
  for (const LayerDiagnosis& layer : layers) inactive += static_cast<double>(layer.units.size()) * layer.apoz;
  return layers.empty() ? 0 : inactive / units(layers);
}

using D = LayerDiagnosis;
constexpr Metric::Kind count = Metric::Kind::count, rate = Metric::Kind::fraction, flag = Metric::Kind::flag;
constexpr SummaryMetric k_metrics[] = {
    {"units", count, "hidden units", units},
    {"dead", count, "active on no training row", total<&D::dead>},
    {"dead_fraction", rate, "dead / units", fraction<&D::dead>},
    {"born_dead", count, "dead at epoch 0",
     [](Layers layers) { return sum_of(layers, [](const auto& unit) { return int{unit.life.born_dead()}; }); }},
    {"died", count, "deaths, of all units; dead = born_dead + died - revived",
     [](Layers layers) { return sum_of(layers, [](const auto& unit) { return unit.life.deaths(); }); }},
    {"revived", count, "revivals, of all units",
     [](Layers layers) { return sum_of(layers, [](const auto& unit) { return unit.life.revivals(); }); }},
    {"saturated", count, "the derivative is at most --saturated-below of its greatest value on every training row",
     total<&D::saturated>},
    {"saturated_fraction", rate, "saturated / units", fraction<&D::saturated>},
    {"sparse", count, "active on some training rows, on at most --sparse-below of them", total<&D::sparse>},
    {"sparse_fraction", rate, "sparse / units", fraction<&D::sparse>},
    {"always_active", count, "active on every training row", total<&D::always_active>},
    {"always_active_fraction", rate, "always_active / units", fraction<&D::always_active>},
    {"dormant", count, "ReDo score at most --dormant-tau", total<&D::dormant>},
    {"dormant_fraction", rate, "dormant / units", fraction<&D::dormant>},
    {"gradient_blocked", count, "active units that no gradient reaches", total<&D::gradient_blocked>},
    {"apoz", rate, "mean over the units of 1 - activation_rate (Hu et al. 2016)", apoz},
    {"network_dead", flag, "some hidden layer is dead as a whole: the output is a constant",
     [](Layers layers) { return std::ranges::any_of(layers, &D::is_dead) ? 1.0 : 0.0; }, true},
    {"proven_dead", count,
     "dead units that no input within the ranges of the training rows activates: proof.verdict is proven_inactive",
     [](Layers layers) {
       return sum_of(layers, [](const auto& unit) {
         return int{unit.status == UnitStatus::dead && unit.proof &&
                    unit.proof->verdict == ProofStatus::proven_inactive};
       });
     }},
    {"max_layer_dead_fraction", rate, "of the layer with the greatest", greatest_fraction<&D::dead>, true},
    {"max_layer_saturated_fraction", rate, "of the layer with the greatest", greatest_fraction<&D::saturated>, true},
    {"max_layer_sparse_fraction", rate, "of the layer with the greatest", greatest_fraction<&D::sparse>, true},
    {"max_layer_always_active_fraction", rate, "of the layer with the greatest", greatest_fraction<&D::always_active>,
     true},
    {"max_layer_dormant_fraction", rate, "of the layer with the greatest", greatest_fraction<&D::dormant>, true},
};

}  // namespace

std::span<const SummaryMetric> summary_metrics() { return k_metrics; }

Summary::Summary(std::span<const LayerDiagnosis> layers) {
  for (const SummaryMetric& metric : k_metrics)
    m_metrics.push_back({std::string(metric.name), metric.kind, metric.value(layers)});
}

double Summary::operator[](std::string_view name) const {
  const Metric* const found = find_metric(m_metrics, name);
  if (found != nullptr) return found->value;
  if (std::ranges::find(k_metrics, name, &SummaryMetric::name) != std::end(k_metrics)) return 0;
  throw std::out_of_range("no metric " + std::string(name));
}

}  // namespace reluscope
