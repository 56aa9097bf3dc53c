#include <algorithm>

#include "diagnosis/findings/findings.hpp"
#include "html/html_page.hpp"
#include "html/html_text.hpp"
#include "report/conclusion_text.hpp"
#include "report/format.hpp"
#include "report/html_curves.hpp"
#include "report/html_data.hpp"
#include "report/html_findings.hpp"
#include "report/html_layers.hpp"
#include "report/html_verdict.hpp"
#include "report/json_writer.hpp"
#include "report/run_text.hpp"
#include "report/unit_text.hpp"
#include "support/deflate.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

using Json = nlohmann::ordered_json;

std::string head_html(const Report& report) {
  const Conclusion conclusion = conclusion_of(report);
  const Finding* const cause = root_cause(report.findings);
  const std::string metrics = metrics_line(report);
  PageHead head{
      .command = std::string(name_of(report.command)),
      .file = input_name(report.data.path),
      .is_judged = !report.gates.empty(),
      .reasons = report.reasons(),
      .state = conclusion.state,
      .cause = conclusion.is_healthy && !conclusion.cause.empty() ? "look at " + conclusion.cause : conclusion.cause,
      .cure = conclusion.cure,
      .paste = cause == nullptr ? "" : cause->command,
      .run = network_line(report) + (metrics.empty() ? "" : "; " + metrics)};
  return page_head(head);
}

std::string figures_html(const Report& report, const Cited& cited) {
  const std::string worst = traits_of(report.activation().kind).saturates ? "saturated" : "dead";
  std::vector<std::pair<std::string, std::string>> figures = {
      {worst + " units", cited.count("/summary/" + worst) + element("small", " of " + cited.count("/summary/units"))},
      {"died in training",
       cited.count("/summary/died") + element("small", " · " + cited.count("/summary/revived") + " revived")},
      {"sparse units", cited.count("/summary/sparse")},
      {"always active", cited.count("/summary/always_active")}};
  if (!report.training) figures.erase(figures.begin() + 1);
  if (report.training) {
    const std::string last = in_place("/training/history", report.training->history.size() - 1);
    const EpochReport& epoch = report.training->history.back();
    const bool is_accuracy = epoch.training.accuracy.has_value();
    const std::string key = is_accuracy ? "/accuracy" : "/rmse";
    const auto shown = [&](const std::string& place) { return is_accuracy ? cited.share(place) : cited.number(place); };
    const std::string name = is_accuracy ? "accuracy" : "rmse";
    if (epoch.validation) figures.emplace_back("held-out " + name, shown(last + "/validation" + key));
    figures.emplace_back("training " + name, shown(last + key));
  }
  return key_figures(figures);
}

std::string worst_units_table(const Report& report, const Cited& cited) {
  const std::vector<UnitId> worst = worst_first(report.layers);
  if (!traits_of(report.activation().kind).can_die) return "";
  if (worst.empty()) return report.summary["dead"] > 0 ? "" : element("p", "No unit was ever dead.") + "\n";
  constexpr std::size_t k_most = 50;
  HtmlTable table{.caption = "Units that were ever dead, the worst first",
                  .heads = {"unit", "now", "life", "comes back", "dead on", "why", "#active rows", "#greatest z"},
                  .rows = {}};
  for (std::size_t w = 0; w < std::min(worst.size(), k_most); ++w) {
    const auto [l, i] = worst[w];
    const UnitDiagnosis& unit = report.layers[l].units[i];
    const std::string place = in_place(in_place("/layers", l) + "/unit", i), outlook = outlook_of(unit);
    const auto or_dash = [](const std::string& text) { return text.empty() ? "–" : html_plain(text); };
    table.rows.push_back({"layer " + std::to_string(l) + ", unit " + std::to_string(i),
                          html_plain(replaced(std::string(name_of(unit.status)), "_", " ")),
                          html_plain(past_of(unit.life)), or_dash(outlook), or_dash(dead_inputs_of(unit)),
                          html_plain(why_it_died(report.events, worst[w])), cited.count(place + "/active_rows"),
                          cited.number(place + "/max_preactivation")});
  }
  std::string text = html_table(table);
  if (worst.size() > k_most)
    text += element("p class=\"quiet\"", "… and " + std::to_string(worst.size() - k_most) + " more") + "\n";
  return text;
}

/// Keeps every second epoch, the last among them.
void halve_history(Json& history) {
  for (auto& [key, list] : history.items()) {
    if (!list.is_array()) continue;
    Json kept = Json::array();
    for (std::size_t e = (list.size() + 1) % 2; e < list.size(); e += 2) kept.push_back(std::move(list[e]));
    list = std::move(kept);
  }
}

/// Leaves epochs out until the layers are small when packed; in base64 they take a third more.
void thin_history(Json& layers) {
  constexpr std::size_t k_most_bytes = 2'500'000, k_surely_small = k_most_bytes;
  for (std::string text = layers.dump(); text.size() > k_surely_small && gzipped(text).size() > k_most_bytes;
       text = layers.dump()) {
    bool is_thinned = false;
    for (Json& layer : layers) {
      if (!layer.contains("history") || layer["history"]["epoch"].size() < 3) continue;
      halve_history(layer["history"]);
      is_thinned = true;
    }
    if (!is_thinned) return;
  }
}

/// What the script shows: the report, without what would make the page large.
Json page_data(Json document) {
  constexpr std::size_t k_many = 50'000;  // numbers
  std::size_t preactivations = 0, inputs = 0;
  for (const Json& layer : document["layers"]) {
    if (layer.contains(Json::json_pointer("/history/max_preactivation")))
      for (const Json& epoch : layer["history"]["max_preactivation"]) preactivations += epoch.size();
    for (const Json& unit : layer["unit"])
      if (unit.contains(Json::json_pointer("/proof/witness"))) inputs += unit["proof"]["witness"].size();
  }
  for (Json& layer : document["layers"]) {
    if (preactivations > k_many && layer.contains("history")) layer["history"].erase("max_preactivation");
    if (inputs <= k_many) continue;
    for (Json& unit : layer["unit"])
      if (unit.contains("proof")) unit["proof"].erase("witness");
  }
  thin_history(document["layers"]);
  return document;
}

}  // namespace

std::string html(const Report& report, const Terminal& /*terminal*/) {
  Json document = to_json(report);
  const Cited cited(document);
  const std::string findings = findings_html(report.findings, cited), curves = curves_html(report);
  std::string body = head_html(report) + figures_html(report, cited) + gates_html(report.gates, cited);
  if (!findings.empty()) body += html_section("findings", "Findings", findings);
  if (!curves.empty()) body += html_section("training", "Training", curves);
  body += html_section("layers", "Layers", layers_html(report, cited)) +
          html_section("units", "Units", worst_units_table(report, cited)) +
          html_section("columns", "Data", data_html(report, cited)) +
          html_section("options", "Options", options_html(report.config, cited, "/config"));
  if (report.context)
    body += html_section("context", "When and where", options_html(*report.context, cited, "/context"));
  return html_page({.kind = "report", .title = "reluscope: " + input_name(report.data.path), .body = body},
                   page_data(std::move(document)));
}

}  // namespace reluscope
