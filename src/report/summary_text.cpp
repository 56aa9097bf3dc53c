#include <algorithm>
#include <string_view>

#include "report/format.hpp"
#include "report/painting.hpp"
#include "report/run_text.hpp"
#include "report/time_text.hpp"
#include "report/verdict_text.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

std::string layer_line(const LayerDiagnosis& layer, std::size_t index, ActivationTraits traits, const Painter& paint) {
  const auto number = [&](std::string_view colour, std::int64_t count, const std::string& what) {
    return count > 0 ? paint(colour, with_thousands(count) + " " + what) : "0 " + what;
  };
  std::string text =
      paint(k_bold, "layer " + std::to_string(index)) + "  " +
      pluralized(static_cast<std::int64_t>(layer.units.size()), "unit") + ": " +
      (traits.saturates ? number(k_magenta, layer.saturated, "saturated") : number(k_red, layer.dead, "dead"));
  if (traits.is_rectifier)
    text +=
        ", " + number(k_yellow, layer.sparse, "sparse") + ", " + number(k_blue, layer.always_active, "always active");
  return text;
}

/// One cell a unit, in rows of a multiple of 8.
std::string picture(const LayerDiagnosis& layer, std::size_t width, const Painter& paint) {
  const std::size_t per_line = std::clamp<std::size_t>((width - 2) / 8 * 8, 8, 64);
  std::string text;
  for (std::size_t i = 0; i < layer.units.size(); ++i) {
    if (i % per_line == 0) text += i == 0 ? "  " : "\n  ";
    text += paint(layer.units[i].status);
  }
  return text;
}

std::string legend(ActivationTraits traits, const Painter& paint) {
  std::string text =
      "  " + (traits.saturates ? paint(UnitStatus::saturated) + " saturated  " : paint(UnitStatus::dead) + " dead  ");
  if (traits.is_rectifier) text += paint(UnitStatus::sparse) + " sparse  ";
  text += paint(UnitStatus::active) + " active";
  if (traits.is_rectifier) text += "  " + paint(UnitStatus::always_active) + " always active";
  return text;
}

std::string label_of(Severity severity, const Painter& paint) {
  switch (severity) {
    case Severity::info:
      return "note: ";
    case Severity::warning:
      return paint(k_yellow, "warning: ");
    case Severity::error:
      return paint(k_red, "error: ");
  }
  return "";
}

}  // namespace

std::string summary_text(const Report& report, const Terminal& terminal) {
  const Painter paint(terminal.colour);
  const ActivationTraits traits = traits_of(report.activation().kind);
  const std::size_t picture_width = std::max<std::size_t>(terminal.width, 20);
  const std::size_t width = terminal.is_terminal ? picture_width : std::string::npos / 2;  // a log is not wrapped
  std::string text = wrapped(network_line(report), width, 2) + wrapped(metrics_line(report), width, 2) + '\n';
  for (std::size_t l = 0; l < report.layers.size(); ++l) {
    const LayerDiagnosis& layer = report.layers[l];
    text += wrapped(layer_line(layer, l, traits, paint), width, 2) + picture(layer, picture_width, paint) + '\n' +
            wrapped(dead_over_time(layer.history, layer.units.size(), picture_width, paint), width, 7);
  }
  text += wrapped(legend(traits, paint), width, 2) + '\n';
  const std::vector<std::string> lives = worst_units(report, picture_width, paint);
  for (const std::string& line : lives) text += wrapped(line, width, 4);
  if (!lives.empty()) text += '\n';
  for (const Finding& finding : report.findings) {
    text += wrapped(label_of(finding.severity, paint) + one_line(finding.message), width, 2);
    text += wrapped("  try: " + one_line(finding.advice), width, 7);
  }
  const double noted = report.summary["dead"] + report.summary["saturated"] + report.summary["sparse"];
  if (noted == 0 && reasons_of(report.training).empty()) {
    const std::string none = traits.saturates ? "no unit is saturated" : "no unit is dead";
    text += wrapped(paint(k_green, none + (traits.is_rectifier ? ", none sparse" : "")), width, 2);
  }
  return text + wrapped(verdict_line(report.gates, report.reasons(), paint), width, 2);
}

}  // namespace reluscope
