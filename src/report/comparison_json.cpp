#include "report/comparison_json.hpp"

#include <nlohmann/json.hpp>

#include "report/common_json.hpp"
#include "report/json_text.hpp"
#include "report/report.hpp"

namespace reluscope {
namespace {

using Json = nlohmann::ordered_json;

Json to_json(const Comparison::Run& run) { return {{"report", run.path}, {"status", name_of(run.status)}}; }

Json to_json(const std::optional<LayerCounts>& layer) {
  if (!layer) return nullptr;
  return {{"name", layer->name}, {"units", layer->units}, {"dead", layer->dead}, {"sparse", layer->sparse}};
}

Json to_json(const ChangedUnit& unit) {
  return {{"index", unit.index},
          {"change", name_of(unit.change)},
          {"base", name_of(unit.base)},
          {"new", name_of(unit.now)}};
}

Json to_json(const LayerComparison& layer, std::size_t index, bool by_position) {
  Json json = {{"index", index}, {"base", to_json(layer.base)}, {"new", to_json(layer.now)}};
  for (const UnitChange change : k_unit_changes)
    json[std::string(name_of(change))] = layer.changes ? Json(layer.count(change)) : Json();
  if (!by_position) return json;
  Json& units = json["unit"] = Json::array();
  for (const ChangedUnit& unit : layer.units) units.push_back(to_json(unit));
  return json;
}

Json or_null(const std::optional<Metric>& metric) { return metric ? reluscope::to_json(*metric) : Json(); }

Json to_json(const MetricChange& metric) {
  const std::optional<double> change = metric.change();
  const bool whole =
      change && metric.base->kind != Metric::Kind::fraction && metric.now->kind != Metric::Kind::fraction;
  return {{"base", or_null(metric.base)},
          {"new", or_null(metric.now)},
          {"change", !change ? Json()
                     : whole ? Json(static_cast<std::int64_t>(*change))
                             : Json(*change)}};
}

}  // namespace

std::string comparison_json(const Comparison& comparison) {
  const bool by_position = comparison.matching.by_position;
  Json json = begin_json("compare");
  json["base"] = to_json(comparison.base);
  json["new"] = to_json(comparison.now);
  json["matched_by"] = by_position ? "position" : "counts";
  json["matched_why"] = comparison.matching.why;
  Json& layers = json["layers"] = Json::array();
  for (std::size_t l = 0; l < comparison.layers.size(); ++l)
    layers.push_back(to_json(comparison.layers[l], l, by_position));
  for (const MetricChange& metric : comparison.summary) json["summary"][metric.name] = to_json(metric);
  add_verdict(json, comparison.gates, comparison.reasons);
  return json_text(json);
}

}  // namespace reluscope
