#include <algorithm>

#include "report/json_reader.hpp"
#include "report/report_json.hpp"
#include "report/result_document.hpp"
#include "report/result_fields.hpp"
#include "report/run_metrics.hpp"

namespace reluscope {
namespace {

/// Of a number that is not whole. The change of a fraction is rounded otherwise than that of any other number.
Metric::Kind kind_of(const std::string& name) {
  const PredictionMetrics any{.loss = 0, .accuracy = 0, .rmse = 0, .r2 = 0};
  const Metrics metrics = quality_metrics(any, any);
  const Metric* const metric = find_metric(metrics, name);
  return metric == nullptr ? Metric::Kind::fraction : metric->kind;
}

std::optional<Metric> read_metric(const JsonPart& part, const std::string& name) {
  const nlohmann::ordered_json& json = part.json();
  if (json.is_null()) return std::nullopt;
  if (json.is_boolean()) return Metric{name, Metric::Kind::flag, json.get<bool>() ? 1.0 : 0.0};
  const double value = part.number();
  return Metric{name, json.is_number_integer() ? Metric::Kind::count : kind_of(name), value};
}

void check_consistency(const JsonPart& part, const Comparison& comparison) {
  for (std::size_t l = 0; l < comparison.layers.size(); ++l) {
    const LayerComparison& layer = comparison.layers[l];
    const JsonPart item = part["layers"].items()[l];
    if (!layer.base && !layer.now) item.fail("is in neither run");
    for (const std::optional<LayerCounts>& counts : {layer.base, layer.now})
      if (counts && (counts->units < 1 || counts->dead > counts->units || counts->sparse > counts->units))
        item.fail("has counts that are not those of a layer");
    const std::int64_t units = std::max(layer.base ? layer.base->units : 0, layer.now ? layer.now->units : 0);
    if (!layer.units) continue;
    for (const ChangedUnit& unit : *layer.units)
      if (static_cast<std::int64_t>(unit.index) >= units) item["unit"].fail("has a unit that the layer has not");
  }
}

}  // namespace

void read_json(const JsonPart& part, std::vector<MetricChange>& changes) {
  for (const auto& [name, member] : part.members())
    changes.push_back({name, read_metric(member["base"], name), read_metric(member["new"], name)});
}

void read_json(const JsonPart& part, Differences& differences) {
  for (const auto& [name, member] : part.members()) {
    Difference& difference = differences.emplace_back(Difference{name, {}, {}});
    read_json(member["base"], difference.base);
    read_json(member["new"], difference.now);
  }
}

bool is_comparison(const nlohmann::ordered_json& document) { return is_result_of(document, "compare"); }

Comparison read_comparison(const nlohmann::ordered_json& document, const std::string& name) {
  const std::string cure = "make it again with reluscope compare -o FILE";
  auto comparison = read_result<Comparison>(document, name, "compare", cure);
  const JsonPart part(document, name, cure);
  read_json(part["reasons"], comparison.reasons);  // they follow from the newer report, which is not here
  check_consistency(part, comparison);
  for (LayerComparison& layer : comparison.layers) layer.changes = changes_of(layer);
  return comparison;
}

}  // namespace reluscope
