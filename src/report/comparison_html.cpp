#include <algorithm>
#include <cmath>

#include "html/html_page.hpp"
#include "html/html_text.hpp"
#include "html/unit_strip.hpp"
#include "report/comparison_format.hpp"
#include "report/html_verdict.hpp"
#include "report/json_writer.hpp"
#include "report/result_fields.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

using Json = nlohmann::ordered_json;

std::string words_of_change(UnitChange change) { return replaced(std::string(name_of(change)), "_", " "); }

std::int64_t total(const Comparison& comparison, UnitChange change) {
  std::int64_t units = 0;
  for (const LayerComparison& layer : comparison.layers) units += layer.count(change).value_or(0);
  return units;
}

bool is_fraction(std::string_view name) {
  return name.ends_with("accuracy") || name.ends_with("_fraction") || name == "apoz";
}

/// The metric that says best how good the runs are: on held-out rows if there are any.
const MetricChange* best_metric(const Comparison& comparison) {
  for (const char* name : {"validation.accuracy", "accuracy", "validation.r2", "r2"}) {
    const auto metric = std::ranges::find(comparison.quality, name, &MetricChange::name);
    if (metric != comparison.quality.end() && metric->base && metric->now) return &*metric;
  }
  return nullptr;
}

/// "31 units died, none revived; held-out accuracy 95.8 % → 10 %"
std::string state_of(const Comparison& comparison) {
  const std::int64_t died = total(comparison, UnitChange::died), revived = total(comparison, UnitChange::revived);
  const auto count = [](std::int64_t units) { return units == 0 ? "none" : with_thousands(units); };
  std::string text = died == 0 && revived == 0 ? "no unit died or revived"
                                               : (died == 0 ? "no unit died" : pluralized(died, "unit") + " died") +
                                                     ", " + count(revived) + " revived";
  if (comparison.matched_by == MatchedBy::counts) text += " (net)";
  if (const MetricChange* const metric = best_metric(comparison)) {
    const bool is_share = is_fraction(metric->name);
    const auto shown = [&](double value) { return is_share ? percent(value) : to_significant(value); };
    const std::string name = replaced(replaced(metric->name, "validation.", "held-out "), "r2", "R²");
    text += "; " + name + " " + shown(metric->base->value) + " → " + shown(metric->now->value);
  }
  return text;
}

std::string text_of_value(const Value& value) {
  const Json json = to_json(value);
  if (json.is_null()) return "–";
  if (const auto* number = std::get_if<double>(&value)) return to_shortest(*number);
  return json.is_string() ? json.get<std::string>() : replaced(replaced(json.dump(), "\"", ""), ",", ", ");
}

/// What differs between the runs, in few words: "lr 0.1 → 1".
std::string cause_of(const Comparison& comparison) {
  std::vector<std::string> texts;
  for (const Difference& option : comparison.differences.options)
    texts.push_back(replaced(option.name, "_", "-") + " " + text_of_value(option.base) + " → " +
                    text_of_value(option.now));
  if (!comparison.differences.data.empty()) texts.emplace_back("the data");
  if (!comparison.differences.tool.empty()) texts.emplace_back("the version of reluscope");
  constexpr std::size_t k_few = 3;
  return texts.empty() ? "they have the same data and options" : "they differ in " + join_at_most(texts, k_few);
}

std::string runs_table(const Comparison& comparison) {
  const auto row = [](const std::string& name, const ComparedRun& run) {
    return std::vector<std::string>{name, html_code(input_name(run.path)),
                                    run.status ? html_plain(std::string(name_of(*run.status))) : "–"};
  };
  return html_table({.caption = "The runs",
                     .heads = {"run", "report", "training"},
                     .rows = {row("base", comparison.base), row("new", comparison.now)}});
}

void add_differences(const Differences& differences, const std::string& kind, const Cited& cited, HtmlTable& table) {
  for (const Difference& difference : differences) {
    const std::string place = in_place("/differences/" + kind, difference.name);
    const auto cell = [&](const char* run, const Value& value) {
      const Json* const json = cited.find(place + run);
      return json != nullptr && json->is_number() ? cited.any(place + run) : html_plain(text_of_value(value));
    };
    table.rows.push_back({html_plain(replaced(difference.name, "_", "-")), kind, cell("/base", difference.base),
                          cell("/new", difference.now)});
  }
}

std::string differences_table(const Comparison& comparison, const Cited& cited) {
  HtmlTable table{.caption = "What differs between the runs", .heads = {"what", "kind", "base", "new"}, .rows = {}};
  const RunDifferences& differences = comparison.differences;
  add_differences(differences.options, "options", cited, table);
  add_differences(differences.data, "data", cited, table);
  add_differences(differences.tool, "tool", cited, table);
  add_differences(differences.context, "context", cited, table);
  return table.rows.empty()
             ? element("p", "They have the same data and options, and were made by the same version.") + "\n"
             : html_table(table);
}

/// Those that changed come first.
std::string metrics_table(const std::vector<MetricChange>& metrics, const std::string& caption,
                          const std::string& place, const Cited& cited) {
  HtmlTable table{.caption = caption, .heads = {"metric", "#base", "#new", "#change"}, .rows = {}};
  for (const bool is_changed : {true, false}) {
    for (const MetricChange& metric : metrics) {
      if ((metric.change() != 0.0) != is_changed) continue;
      const std::string its_place = in_place(place, metric.name);
      const std::string sign = metric.change().value_or(0) > 0 ? "+" : "";
      const bool is_share = is_fraction(metric.name);
      const auto shown = [&](const char* run) {
        return is_share ? cited.share(its_place + run) : cited.any(its_place + run);
      };
      table.rows.push_back(
          {html_plain(replaced(metric.name, "_", " ")), shown("/base"), shown("/new"), sign + shown("/change")});
    }
  }
  return metrics.empty() ? "" : html_table(table);
}

std::string layers_table(const Comparison& comparison, const Cited& cited) {
  HtmlTable table{.caption = comparison.matched_by == MatchedBy::position
                                 ? "The hidden layers: their units, matched by position"
                                 : "The hidden layers: net changes, as no unit of one run is known in the other",
                  .heads = {"layer", "#units, base", "#new", "#dead, base", "#new", "#sparse, base", "#new", "#died",
                            "#revived", "#to sparse", "#recovered"},
                  .rows = {}};
  for (std::size_t l = 0; l < comparison.layers.size(); ++l) {
    const std::string place = in_place("/layers", l);
    std::vector<std::string> row = {"layer " + std::to_string(l)};
    for (const char* count : {"/units", "/dead", "/sparse"})
      for (const char* run : {"/base", "/new"}) row.push_back(cited.count(place + run + count));
    for (const Word<UnitChange>& change : k_words<UnitChange>)
      row.push_back(cited.count(in_place(place, std::string(change.word))));
    table.rows.push_back(std::move(row));
  }
  return html_table(table);
}

/// Every unit that changed as it was in one of the runs; the others are points.
std::string strip(const LayerComparison& layer, UnitStatus ChangedUnit::*status, const std::string& label) {
  const std::int64_t units = std::min(layer.base->units, layer.now->units);
  std::vector<std::string_view> kinds(static_cast<std::size_t>(units), "other");
  for (const ChangedUnit& unit : *layer.units)
    if (unit.index < kinds.size()) kinds[unit.index] = name_of(unit.*status);
  return unit_figure(kinds, label, label);
}

std::string changed_units_html(const LayerComparison& layer, std::size_t index) {
  if (!layer.units || layer.units->empty() || !layer.base || !layer.now) return "";
  const std::string name = "Layer " + std::to_string(index);
  std::string items;
  for (const Word<UnitChange>& change : k_words<UnitChange>) {
    std::vector<std::string> units;
    for (const ChangedUnit& unit : *layer.units)
      if (unit.change == change.value) units.push_back(std::to_string(unit.index));
    if (!units.empty())
      items += element("li", element("strong", words_of_change(change.value)) + ": " + join_at_most(units, 200)) + "\n";
  }
  return element("h3", name) + "\n" +
         element("div class=\"side-by-side\"",
                 "\n" + strip(layer, &ChangedUnit::base, name + ", base: the units that changed") +
                     strip(layer, &ChangedUnit::now, name + ", new: the same units")) +
         "\n" + element("ul", items) + "\n";
}

std::string layers_html(const Comparison& comparison, const Cited& cited) {
  std::string text = layers_table(comparison, cited), units;
  for (std::size_t l = 0; l < comparison.layers.size(); ++l) units += changed_units_html(comparison.layers[l], l);
  text += element("p class=\"quiet\"", "Units are matched by " + std::string(name_of(comparison.matched_by)) + ": " +
                                           html_plain(comparison.matched_why) + ".") +
          "\n";
  static constexpr std::string_view k_kinds[] = {"dead", "saturated", "sparse", "active", "always_active", "other"};
  return units.empty() ? text : text + unit_legend(k_kinds) + units;
}

}  // namespace

std::string comparison_html(const Comparison& comparison, const Terminal& /*terminal*/) {
  const Json document = to_json(comparison);
  const Cited cited(document);
  const PageHead head{.command = "compare",
                      .file = input_name(comparison.base.path) + " and " + input_name(comparison.now.path),
                      .is_judged = !comparison.gates.empty(),
                      .reasons = comparison.reasons,
                      .state = state_of(comparison),
                      .cause = cause_of(comparison)};
  const std::string body =
      page_head(head) + gates_html(comparison.gates, cited) +
      html_section(
          "quality", "How good both are",
          element("div class=\"side-by-side\"",
                  runs_table(comparison) +
                      metrics_table(comparison.quality, "Quality at the last evaluated epoch", "/quality", cited))) +
      html_section("differences", "What differs", differences_table(comparison, cited)) +
      html_section("layers", "What died, what recovered", layers_html(comparison, cited)) +
      html_section("summary", "Every number of the summaries",
                   metrics_table(comparison.summary, "Those that changed first", "/summary", cited));
  return html_page({.kind = "compare", .title = "reluscope compare: " + head.file, .body = body}, document);
}

}  // namespace reluscope
