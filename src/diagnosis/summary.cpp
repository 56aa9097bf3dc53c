#include "diagnosis/summary.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>

namespace reluscope {
namespace {

double greatest_fraction(const std::vector<LayerDiagnosis>& layers, std::int64_t LayerDiagnosis::*count) {
  double greatest = 0;
  for (const LayerDiagnosis& layer : layers) greatest = std::max(greatest, layer.fraction(layer.*count));
  return greatest;
}

}  // namespace

Summary::Summary(const std::vector<LayerDiagnosis>& layers) {
  double units = 0, dead = 0, born_dead = 0, died = 0, revived = 0, blocked = 0, proven = 0, sparse = 0,
         always_active = 0, dormant = 0, inactive = 0;
  for (const LayerDiagnosis& layer : layers) {
    const auto width = static_cast<double>(layer.units.size());
    units += width;
    dead += static_cast<double>(layer.dead);
    sparse += static_cast<double>(layer.sparse);
    always_active += static_cast<double>(layer.always_active);
    dormant += static_cast<double>(layer.dormant);
    blocked += static_cast<double>(layer.gradient_blocked);
    for (const UnitDiagnosis& unit : layer.units) {
      born_dead += unit.life.born_dead() ? 1 : 0;
      died += unit.life.deaths();
      revived += unit.life.revivals();
      proven += unit.proof.verdict == ProofStatus::proven_inactive ? 1 : 0;
    }
    inactive += width * layer.apoz;
  }
  const auto share = [&](double count) { return units > 0 ? count / units : 0; };
  using enum Metric::Kind;
  m_metrics = {
      {"units", count, units},
      {"dead", count, dead},
      {"dead_fraction", fraction, share(dead)},
      {"born_dead", count, born_dead},
      {"died", count, died},
      {"revived", count, revived},
      {"sparse", count, sparse},
      {"sparse_fraction", fraction, share(sparse)},
      {"always_active", count, always_active},
      {"always_active_fraction", fraction, share(always_active)},
      {"dormant", count, dormant},
      {"dormant_fraction", fraction, share(dormant)},
      {"gradient_blocked", count, blocked},
      {"apoz", fraction, share(inactive)},
      {"network_dead", flag, std::ranges::any_of(layers, &LayerDiagnosis::is_dead) ? 1.0 : 0.0},
      {"proven_dead", count, proven},
      {"max_layer_dead_fraction", fraction, greatest_fraction(layers, &LayerDiagnosis::dead)},
      {"max_layer_sparse_fraction", fraction, greatest_fraction(layers, &LayerDiagnosis::sparse)},
      {"max_layer_always_active_fraction", fraction, greatest_fraction(layers, &LayerDiagnosis::always_active)},
      {"max_layer_dormant_fraction", fraction, greatest_fraction(layers, &LayerDiagnosis::dormant)},
  };
}

double Summary::operator[](std::string_view name) const {
  const Metric* const found = find_metric(m_metrics, name);
  if (found == nullptr) throw std::out_of_range("no metric " + std::string(name));
  return found->value;
}

}  // namespace reluscope
