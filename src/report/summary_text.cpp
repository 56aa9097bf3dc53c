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

std::string layer_line(const LayerDiagnosis& layer, std::size_t index, const Painter& paint) {
  const auto number = [&](std::string_view colour, std::int64_t count, const std::string& what) {
    return count > 0 ? paint(colour, with_thousands(count) + " " + what) : "0 " + what;
  };
  return paint(k_bold, "layer " + std::to_string(index)) + "  " +
         pluralized(static_cast<std::int64_t>(layer.units.size()), "unit") + ": " + number(k_red, layer.dead, "dead") +
         ", " + number(k_yellow, layer.sparse, "sparse") + ", " + number(k_blue, layer.always_active, "always active");
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

std::string legend(const Painter& paint) {
  return "  " + paint(UnitStatus::dead) + " dead  " + paint(UnitStatus::sparse) + " sparse  " +
         paint(UnitStatus::active) + " active  " + paint(UnitStatus::always_active) + " always active";
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
  const std::size_t picture_width = std::max<std::size_t>(terminal.width, 20);
  const std::size_t width = terminal.is_terminal ? picture_width : std::string::npos / 2;  // a log is not wrapped
  std::string text = wrapped(network_line(report), width, 2) + wrapped(metrics_line(report), width, 2) + '\n';
  for (std::size_t l = 0; l < report.layers.size(); ++l) {
    const LayerDiagnosis& layer = report.layers[l];
    text += wrapped(layer_line(layer, l, paint), width, 2) + picture(layer, picture_width, paint) + '\n' +
            wrapped(dead_over_time(layer.history, layer.units.size(), picture_width, paint), width, 7);
  }
  text += wrapped(legend(paint), width, 2) + '\n';
  const std::vector<std::string> lives = worst_units(report, picture_width, paint);
  for (const std::string& line : lives) text += wrapped(line, width, 4);
  if (!lives.empty()) text += '\n';
  for (const Finding& finding : report.findings) {
    text += wrapped(label_of(finding.severity, paint) + one_line(finding.message), width, 2);
    text += wrapped("  try: " + one_line(finding.advice), width, 7);
  }
  if (report.summary["dead"] == 0 && report.summary["sparse"] == 0 && reasons_of(report.training).empty())
    text += wrapped(paint(k_green, "no unit is dead, none sparse"), width, 2);
  return text + wrapped(verdict_line(report.gates, report.reasons(), paint), width, 2);
}

}  // namespace reluscope
