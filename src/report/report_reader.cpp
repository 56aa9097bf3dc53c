#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "data/byte_source.hpp"
#include "report/json_reader.hpp"
#include "report/report_document.hpp"
#include "report/report_json.hpp"
#include "report/run_metrics.hpp"
#include "support/error.hpp"
#include "support/text.hpp"

namespace reluscope {

void read_json(const JsonPart& part, Value& value) {
  const nlohmann::ordered_json& json = part.json();
  if (json.is_null())
    value = {};
  else if (json.is_boolean())
    value = part.flag();
  else if (json.is_number_integer())
    value = json.get<std::int64_t>();
  else if (json.is_number())
    value = json.get<double>();
  else if (json.is_string())
    value = part.text();
  else if (json.is_array() && !json.empty() && json.front().is_number_integer())
    read_json(part, value.emplace<std::vector<std::int64_t>>());
  else if (json.is_array())
    read_json(part, value.emplace<std::vector<std::string>>());
  else
    part.fail("is not a plain value");
}

void read_json(const JsonPart& part, NamedValues& values) {
  for (const auto& [name, member] : part.members()) read_json(member, values.emplace_back(name, Value()).second);
}

namespace {

/// Of the metrics that the program knows.
void check_range(const std::string& name, const JsonPart& part) {
  const auto known = std::ranges::find(summary_metrics(), name, &SummaryMetric::name);
  if (known == summary_metrics().end()) return;
  const nlohmann::ordered_json& json = part.json();
  if (json.is_boolean() != (known->kind == Metric::Kind::flag)) part.fail("is no value of it; it was edited");
  if (!json.is_number()) return;
  const auto number = json.get<double>();
  const bool is_fraction = known->kind == Metric::Kind::fraction;
  if (number < 0 || (is_fraction && number > 1))
    part.fail(is_fraction ? "is no share; it was edited" : "is no count; it was edited");
}

}  // namespace

void read_json(const JsonPart& part, Summary& summary) {
  constexpr double k_exact = 1LL << 53;
  Metrics metrics;
  for (const auto& [name, member] : part.members()) {
    const nlohmann::ordered_json& json = member.json();
    check_range(name, member);
    if (json.is_boolean()) {
      metrics.push_back({name, Metric::Kind::flag, json.get<bool>() ? 1.0 : 0.0});
      continue;
    }
    if (!json.is_number()) member.fail("is not a number; it was edited");
    const auto number = json.get<double>();
    const bool whole = json.is_number_integer() && std::abs(number) < k_exact;
    metrics.push_back({name, whole ? Metric::Kind::count : Metric::Kind::fraction, number});
  }
  if (metrics.empty()) part.fail("is empty; it was edited");
  summary = Summary(std::move(metrics));
}

namespace {

// What the types do not say: the parts of a report fit together.

std::vector<int> tracked_epochs(const TrainingReport& training) {
  std::vector<int> epochs;
  for (const EpochReport& epoch : training.history) epochs.push_back(epoch.epoch);
  return epochs;
}

void check_history(const JsonPart& part, const LayerDiagnosis& layer, const std::vector<int>& epochs) {
  const LayerHistory& history = layer.history;
  if (history.epoch != epochs) part["epoch"].fail("is not the epochs of training.history");
  if (history.dead.size() != epochs.size()) part["dead"].fail("is not a number for each epoch");
  if (!history.saturated.empty() && history.saturated.size() != epochs.size())
    part["saturated"].fail("is not a number for each epoch");
  if (history.sparse.size() != epochs.size()) part["sparse"].fail("is not a number for each epoch");
  if (history.apoz.size() != epochs.size()) part["apoz"].fail("is not a number for each epoch");
  if (part.has("dormant") && history.dormant.size() != epochs.size())
    part["dormant"].fail("is not a number for each epoch");
  if (part.has("effective_rank") && history.effective_rank.size() != epochs.size())
    part["effective_rank"].fail("is not a number or null for each epoch");
  for (const std::int64_t dead : history.dead)
    if (dead > static_cast<std::int64_t>(layer.units.size())) part["dead"].fail("has more than there are units");
  const auto check_units = [&](const char* key, const auto& lists) {
    if (!part.has(key)) return;
    if (lists.size() != epochs.size()) part[key].fail("is not a list for each epoch");
    for (const auto& list : lists)
      if (list.size() != layer.units.size()) part[key].fail("is not a number for each unit");
  };
  check_units("active_rows", history.active_rows);
  check_units("max_preactivation", history.max_preactivation);
}

void check_counts(const JsonPart& part, const LayerDiagnosis& layer) {
  const auto check_count = [&](const char* key, std::int64_t count, UnitStatus status) {
    if (std::ranges::count(layer.units, status, &UnitDiagnosis::status) != count)
      part[key].fail("is not the number of units whose status is that");
  };
  check_count("dead", layer.dead, UnitStatus::dead);
  check_count("saturated", layer.saturated, UnitStatus::saturated);
  check_count("sparse", layer.sparse, UnitStatus::sparse);
  check_count("always_active", layer.always_active, UnitStatus::always_active);
}

void check_layers(const JsonPart& part, const Report& report) {
  const JsonPart layers = part["layers"];
  const std::size_t outputs = report.model.layers.empty() || report.model.layers.front().inputs ? 1 : 0;
  if (report.layers.empty() || report.layers.size() + outputs != report.model.layers.size())
    layers.fail("are not those of model.layers");
  const JsonPart first = part["model"]["layers"].items().front();
  if (!activation_named(report.model.layers.front().activation)) first["activation"].fail("is not one that is known");
  const std::vector<int> epochs = report.training ? tracked_epochs(*report.training) : std::vector<int>();
  const std::vector<JsonPart> items = layers.items();
  for (std::size_t l = 0; l < items.size(); ++l) {
    const LayerDiagnosis& layer = report.layers[l];
    if (layer.units.empty()) items[l]["unit"].fail("is empty");
    if (static_cast<std::int64_t>(layer.units.size()) != report.model.layers[l].units)
      items[l]["unit"].fail("is not as long as model.layers says");
    check_counts(items[l], layer);
    if (items[l].has("history")) check_history(items[l]["history"], layer, epochs);
  }
}

void check_training(const JsonPart& part, const Report& report) {
  if (report.command == ReportCommand::inspect) return;
  if (!report.training) part["training"].fail("is missing");
  const std::vector<int> epochs = tracked_epochs(*report.training);
  if (epochs.empty()) part["training"]["history"].fail("is empty");
  if (!std::ranges::is_sorted(epochs)) part["training"]["history"].fail("is not in the order of its epochs");
}

void check_events(const JsonPart& part, const Report& report) {
  for (std::size_t e = 0; e < report.events.size(); ++e) {
    const UnitEvent& event = report.events[e];
    const bool is_layer = event.layer < report.layers.size();
    if (is_layer && event.unit < report.layers[event.layer].units.size()) continue;
    const JsonPart item = part["events"].items()[e];
    if (!is_layer) item["layer"].fail("is no layer");
    item["unit"].fail("is no unit of the layer");
  }
}

void check_gates(const JsonPart& part, const Report& report) {
  if (report.gates.empty()) return;
  const Metrics metrics = gate_metrics(report);
  for (std::size_t g = 0; g < report.gates.size(); ++g) {
    try {
      static_cast<void>(Gate(report.gates[g].rule).metric_in(metrics));
    } catch (const UserError&) {
      part["gates"].items()[g]["rule"].fail("is no rule on a metric of the report");
    }
  }
}

void check_consistency(const JsonPart& part, const Report& report) {
  check_training(part, report);
  check_layers(part, report);
  check_events(part, report);
  for (const char* metric : {"units", "dead", "sparse"}) static_cast<void>(part["summary"][metric].count());
  check_gates(part, report);
  if (!part["config"]["sparse_below"].json().is_number_float()) part["config"]["sparse_below"].fail("is not a rate");
}

/// Fills in what dead_epochs leaves out: the tracked epoch after each. Without a history not all of them are listed.
void complete_lives(Report& report) {
  if (!report.training) return;
  const auto found = std::ranges::find(report.config, "track_every", &NamedValues::value_type::first);
  const std::int64_t* const given = found == report.config.end() ? nullptr : std::get_if<std::int64_t>(&found->second);
  const int every = given == nullptr ? 1 : static_cast<int>(std::clamp<std::int64_t>(*given, 1, 1 << 30));
  const int last = report.training->history.back().epoch;
  for (LayerDiagnosis& layer : report.layers)
    for (UnitDiagnosis& unit : layer.units)
      for (DeadSpell& spell : unit.life.dead_spells)
        if (spell.to < last) spell.revived_at = std::min(last - spell.to, every - spell.to % every) + spell.to;
}

}  // namespace

Report read_report(const std::string& path) {
  const std::string name = input_name(path);
  return read_report(parse_report_document(read_file(path), name), name);
}

Report read_report(const nlohmann::ordered_json& document, const std::string& name) {
  const JsonPart part = report_document(document, name);
  Report report;
  read_json(part, report);
  check_consistency(part, report);
  complete_lives(report);
  return report;
}

}  // namespace reluscope
