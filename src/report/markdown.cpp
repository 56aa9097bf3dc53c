#include <algorithm>
#include <cmath>

#include "report/format.hpp"
#include "report/markdown_text.hpp"
#include "report/run_text.hpp"
#include "report/unit_text.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

constexpr std::size_t k_units_shown = 15;

/// What is counted of units with this activation.
std::string worst_status(const Report& report) {
  return traits_of(report.activation().kind).saturates ? "saturated" : "dead";
}

std::string heading(const Report& report) {
  const std::vector<std::string> reasons = report.reasons();
  if (!reasons.empty()) {
    std::string text = "## ❌ reluscope: fail\n\n";
    for (const std::string& reason : reasons) text += "* " + markdown_plain(reason) + "\n";
    return text + "\n";
  }
  const std::string status = worst_status(report);
  const auto count = static_cast<std::int64_t>(report.summary[status]);
  const auto units = static_cast<std::int64_t>(report.summary["units"]);
  const std::string counts =
      with_thousands(count) + " of " + pluralized(units, "hidden unit") + (count == 1 ? " is " : " are ") + status;
  return (report.gates.empty() ? "## reluscope: " : "## ✅ reluscope: pass, ") + counts + "\n\n";
}

std::string label_of(Severity severity) {
  switch (severity) {
    case Severity::info:
      return "note";
    case Severity::warning:
      return "⚠️ warning";
    case Severity::error:
      return "❌ error";
  }
  return "";
}

std::string findings_list(const Report& report) {
  if (report.findings.empty()) return "";
  std::string text = "### Findings\n\n";
  for (const Finding& finding : report.findings)
    text += "* **" + label_of(finding.severity) + "** " + markdown_code(finding.code) + ": " +
            markdown_plain(finding.message) +
            (finding.caused_by.empty() ? "<br>Fix: " + markdown_plain(finding.advice) : "") +
            (finding.caused_by.empty() && !finding.cure.empty() ? ": " + markdown_code(finding.cure) : "") +
            (finding.caused_by.empty() ? "" : "<br>Follows from " + markdown_code(finding.caused_by)) + "\n";
  return text + "\n";
}

std::string layers_table(const Report& report) {
  std::string text = "### Layers\n\n" +
                     markdown_row({"layer", "units", worst_status(report), "sparse", "always active", "dormant", "APoZ",
                                   "effective rank"}) +
                     markdown_row({"---", "--:", "--:", "--:", "--:", "--:", "--:", "--:"});
  for (std::size_t l = 0; l < report.layers.size(); ++l) {
    const LayerDiagnosis& layer = report.layers[l];
    const std::int64_t count = layer.dead + layer.saturated;
    const std::string worst = with_thousands(count);
    text +=
        markdown_row({std::to_string(l), std::to_string(layer.units.size()), count > 0 ? "**" + worst + "**" : worst,
                      with_thousands(layer.sparse), with_thousands(layer.always_active), with_thousands(layer.dormant),
                      percent(layer.apoz), layer.effective_rank ? to_significant(*layer.effective_rank) : "–"});
  }
  return text + "\n";
}

std::string units_table(const Report& report) {
  const std::vector<UnitId> worst = worst_first(report.layers);
  if (!traits_of(report.activation().kind).can_die) return "";
  if (worst.empty()) return "No unit was ever dead.\n\n";
  std::string text = "### Units that were ever dead\n\n" +
                     markdown_row({"layer", "unit", "now", "life", "comes back", "dead on", "why"}) +
                     markdown_row({"--:", "--:", "---", "---", "---", "---", "---"});
  for (std::size_t w = 0; w < std::min(worst.size(), k_units_shown); ++w) {
    const UnitDiagnosis& unit = report.layers[worst[w].layer].units[worst[w].unit];
    const std::string outlook = outlook_of(unit), inputs = dead_inputs_of(unit);
    text += markdown_row({std::to_string(worst[w].layer), std::to_string(worst[w].unit),
                          replaced(std::string(name_of(unit.status)), "_", " "), past_of(unit.life),
                          outlook.empty() ? "–" : outlook, inputs.empty() ? "–" : inputs,
                          markdown_plain(why_it_died(report.events, worst[w]))});
  }
  if (worst.size() > k_units_shown) text += "\n… and " + std::to_string(worst.size() - k_units_shown) + " more\n";
  return text + "\n";
}

std::string gates_table(const Report& report) {
  if (report.gates.empty()) return "";
  std::string text = "### Gates\n\n" + markdown_row({"fails if", "value", ""}) + markdown_row({"---", "--:", "---"});
  for (const GateResult& gate : report.gates)
    text += markdown_row({markdown_code(gate.rule), std::isnan(gate.value) ? "–" : to_significant(gate.value, 6),
                          gate.passed ? "✅ passed" : "❌ failed"});
  return text + "\n";
}

}  // namespace

std::string markdown(const Report& report, const Terminal& /*terminal*/) {
  const std::string metrics = metrics_line(report);
  std::string text = heading(report) + markdown_plain(network_line(report)) +
                     (metrics.empty() ? "" : "<br>" + markdown_plain(metrics)) + "\n\n" + findings_list(report) +
                     layers_table(report) + units_table(report) + gates_table(report);
  text.pop_back();  // of the last two line ends one
  return text;
}

}  // namespace reluscope
