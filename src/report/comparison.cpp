#include "report/comparison.hpp"

#include <algorithm>

#include "report/json_writer.hpp"
#include "report/run_metrics.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

/// What two runs must share for a unit of one to be the same unit in the other, as JSON.
std::vector<std::pair<std::string, std::string>> setup_of(const Report& report) {
  std::vector<std::pair<std::string, std::string>> setup;
  for (const std::string key :
       {"seed", "init", "bias_init", "init_from", "hidden", "activation", "relu_grad_at_zero"}) {
    const auto option = std::ranges::find(report.config, key, &NamedValues::value_type::first);
    setup.emplace_back(key, option == report.config.end() ? "null" : to_json(option->second).dump());
  }
  std::vector<std::string> widths;  // of activations without a model there are no inputs
  if (const auto inputs = report.model.layers.front().inputs) widths.push_back(std::to_string(*inputs));
  for (const ModelLayer& layer : report.model.layers) widths.push_back(std::to_string(layer.units));
  setup.emplace_back("network", joined(widths, "-"));
  return setup;
}

/// Sets matched_by and matched_why.
void match(const Report& base, const Report& now, Comparison& comparison) {
  std::vector<std::string> shared, different;
  const auto before = setup_of(base), after = setup_of(now);
  for (std::size_t i = 0; i < after.size(); ++i) {
    const auto& [name, value] = after[i];
    if (before[i].second == value)
      shared.push_back(name);
    else
      different.push_back(name + " (" + before[i].second + " and " + value + ")");
  }
  comparison.matched_by = different.empty() ? MatchedBy::position : MatchedBy::counts;
  comparison.matched_why =
      different.empty() ? "the runs share " + join_at_most(shared) : "the runs differ in " + join_at_most(different);
}

LayerCounts counts_of(const LayerDiagnosis& layer) {
  return {layer.name, static_cast<std::int64_t>(layer.units.size()), layer.dead, layer.sparse};
}

std::vector<UnitStatus> statuses_of(const LayerDiagnosis& layer) {
  std::vector<UnitStatus> statuses;
  for (const UnitDiagnosis& unit : layer.units) statuses.push_back(unit.status);
  return statuses;
}

ChangeCounts count(const std::vector<ChangedUnit>& units) {
  ChangeCounts counts{};
  for (const ChangedUnit& unit : units) ++counts[static_cast<std::size_t>(unit.change)];
  return counts;
}

/// The net changes, if nobody knows which unit is which.
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

LayerComparison compare_layer(const LayerDiagnosis* base, const LayerDiagnosis* now, MatchedBy matched_by) {
  LayerComparison layer;
  if (matched_by == MatchedBy::position) layer.units.emplace();
  if (base != nullptr) layer.base = counts_of(*base);
  if (now != nullptr) layer.now = counts_of(*now);
  if (base == nullptr || now == nullptr) return layer;
  if (layer.units) layer.units = changed_units(statuses_of(*base), statuses_of(*now));
  layer.changes = changes_of(layer);
  return layer;
}

std::optional<TrainingStatus> training_status(const Report& report) {
  return report.training ? std::optional(report.training->status) : std::nullopt;
}

}  // namespace

std::optional<ChangeCounts> changes_of(const LayerComparison& layer) {
  if (!layer.base || !layer.now) return std::nullopt;
  return layer.units ? count(*layer.units) : net_changes(*layer.base, *layer.now);
}

CheckResult check(const std::string& path, const Report& report, const Gates& gates) {
  CheckResult result{.tool = {}, .path = path, .gates = judge(gates.rules, gate_metrics(report)), .reasons = {}};
  result.reasons = report.reasons(result.gates, gates.allow_dead_network || report.allows_dead_network());
  return result;
}

Comparison compare(const NamedReport& base, const NamedReport& now, const Gates& gates) {
  Comparison comparison;
  comparison.base = {base.path, training_status(base.report)};
  comparison.now = {now.path, training_status(now.report)};
  comparison.differences = differences_between(base.report, now.report);
  match(base.report, now.report, comparison);
  const auto layer_of = [](const Report& report, std::size_t l) {
    return l < report.layers.size() ? &report.layers[l] : nullptr;
  };
  for (std::size_t l = 0; l < std::max(base.report.layers.size(), now.report.layers.size()); ++l)
    comparison.layers.push_back(
        compare_layer(layer_of(base.report, l), layer_of(now.report, l), comparison.matched_by));
  comparison.summary = metric_changes(base.report.summary.metrics(), now.report.summary.metrics());
  comparison.quality = metric_changes(quality_metrics(base.report), quality_metrics(now.report));
  comparison.gates =
      judge(gates.rules, metrics_of(metric_changes(gate_metrics(base.report), gate_metrics(now.report))));
  comparison.reasons =
      now.report.reasons(comparison.gates, gates.allow_dead_network || now.report.allows_dead_network());
  return comparison;
}

}  // namespace reluscope
