#include "report/comparison.hpp"

#include <algorithm>

#include "report/report.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

Matching match(const SavedReport& base, const SavedReport& now) {
  std::vector<std::string> shared, different;
  for (std::size_t i = 0; i < now.setup.size(); ++i) {
    const auto& [name, value] = now.setup[i];
    const std::string& before = base.setup[i].second;
    if (before == value)
      shared.push_back(name);
    else
      different.push_back(name + " (" + before + " and " + value + ")");
  }
  if (different.empty()) return {true, "the runs share " + join_at_most(shared)};
  return {false, "the runs differ in " + join_at_most(different)};
}

LayerCounts counts_of(const SavedLayer& layer) {
  return {.name = layer.name,
          .units = static_cast<std::int64_t>(layer.units.size()),
          .dead = std::ranges::count(layer.units, UnitStatus::dead),
          .sparse = std::ranges::count(layer.units, UnitStatus::sparse)};
}

ChangeCounts count(const std::vector<ChangedUnit>& units) {
  ChangeCounts counts{};
  for (const ChangedUnit& unit : units) ++counts[static_cast<std::size_t>(unit.change)];
  return counts;
}

/// What is left over where nobody knows which unit is which.
ChangeCounts net_changes(const LayerCounts& base, const LayerCounts& now) {
  const std::int64_t dead = now.dead - base.dead, sparse = now.sparse - base.sparse;
  ChangeCounts counts{};
  const auto set = [&](UnitChange change, std::int64_t units) {
    counts[static_cast<std::size_t>(change)] = std::max<std::int64_t>(units, 0);
  };
  set(UnitChange::died, dead);
  set(UnitChange::revived, -dead);
  set(UnitChange::became_sparse, sparse);
  set(UnitChange::recovered, -sparse);
  return counts;
}

LayerComparison compare_layer(const SavedLayer* base, const SavedLayer* now, bool by_position) {
  LayerComparison layer;
  if (base != nullptr) layer.base = counts_of(*base);
  if (now != nullptr) layer.now = counts_of(*now);
  if (base == nullptr || now == nullptr) return layer;
  if (by_position) {
    layer.units = changed_units(base->units, now->units);
    layer.changes = count(layer.units);
  } else {
    layer.changes = net_changes(*layer.base, *layer.now);
  }
  return layer;
}

}  // namespace

Comparison compare(const SavedReport& base, const SavedReport& now, const std::vector<Gate>& gates) {
  Comparison comparison{.base = {base.path, base.status},
                        .now = {now.path, now.status},
                        .matching = match(base, now),
                        .layers = {},
                        .summary = metric_changes(base.summary, now.summary),
                        .gates = {},
                        .reasons = {}};
  const auto layer_of = [](const SavedReport& report, std::size_t l) {
    return l < report.layers.size() ? &report.layers[l] : nullptr;
  };
  for (std::size_t l = 0; l < std::max(base.layers.size(), now.layers.size()); ++l)
    comparison.layers.push_back(compare_layer(layer_of(base, l), layer_of(now, l), comparison.matching.by_position));
  const Metrics metrics = metrics_of(comparison.summary);
  for (const Gate& gate : gates) comparison.gates.push_back(gate.judge(metrics));
  comparison.reasons = reasons_for(now.status, now.epochs_completed, comparison.gates);
  return comparison;
}

}  // namespace reluscope
