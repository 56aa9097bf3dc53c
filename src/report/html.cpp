#include "diagnosis/findings/findings.hpp"
#include "html/html_page.hpp"
#include "html/html_text.hpp"
#include "report/conclusion_text.hpp"
#include "report/format.hpp"
#include "report/html_curves.hpp"
#include "report/html_data.hpp"
#include "report/html_findings.hpp"
#include "report/html_layers.hpp"
#include "report/html_units.hpp"
#include "report/html_verdict.hpp"
#include "report/json_writer.hpp"
#include "report/page_data.hpp"
#include "report/run_text.hpp"
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
  if (report.quality) {
    const bool is_accuracy = report.quality->accuracy.has_value();
    figures.emplace_back(is_accuracy ? "accuracy" : "rmse",
                         is_accuracy ? cited.share("/quality/accuracy") : cited.number("/quality/rmse"));
  }
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

}  // namespace

std::string html(const Report& report, const Terminal& /*terminal*/) {
  Json document = to_json(report);
  const Cited cited(document);
  const std::string findings = findings_html(report.findings, cited), curves = curves_html(report);
  std::string body = head_html(report) + figures_html(report, cited) + gates_html(report.gates, cited);
  if (!findings.empty()) body += html_section("findings", "Findings", findings);
  if (!curves.empty()) body += html_section("training", "Training", curves);
  body += html_section("layers", "Layers", layers_html(report, cited)) +
          html_section("units", "Units", units_html(report, cited)) +
          html_section("columns", "Data", data_html(report, cited)) +
          html_section("options", "Options", options_html(report.config, cited, "/config"));
  if (report.context)
    body += html_section("context", "When and where", options_html(*report.context, cited, "/context"));
  return html_page({.kind = "report", .title = "reluscope: " + input_name(report.data.path), .body = body},
                   page_data(std::move(document)));
}

}  // namespace reluscope
