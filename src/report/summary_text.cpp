#include "report/summary_text.hpp"

#include <algorithm>
#include <functional>
#include <limits>
#include <numeric>
#include <set>
#include <string_view>

#include "report/conclusion_text.hpp"
#include "report/findings_text.hpp"
#include "report/format.hpp"
#include "report/painting.hpp"
#include "report/run_text.hpp"
#include "report/time_text.hpp"
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

constexpr std::size_t k_screen = 24;     // lines that are read at once
constexpr std::size_t k_few_layers = 4;  // of more there is one line each, where it fits

std::int64_t lines_in(const std::string& text) { return std::ranges::count(text, '\n'); }

std::string layer_text(const Report& report, std::size_t l, std::size_t width, std::size_t picture_width,
                       const Painter& paint) {
  const LayerDiagnosis& layer = report.layers[l];
  const ActivationTraits traits = traits_of(report.activation().kind);
  const std::string counts = layer_line(layer, l, traits, paint), cells = picture(layer, picture_width, paint);
  const bool is_short = report.layers.size() > k_few_layers;
  if (is_short && lines_in(cells) == 0 && columns(counts) + columns(cells) <= picture_width)
    return counts + cells + "\n";
  std::string text = wrapped(counts, width, 2) + cells + "\n";
  if (!is_short) text += wrapped(dead_over_time(layer.history, layer.units.size(), picture_width, paint), width, 7);
  return text;
}

std::string lives_text(const Report& report, std::size_t width, std::size_t picture_width, const Painter& paint) {
  std::string text;
  for (const std::string& line : worst_units(report, picture_width, paint)) text += wrapped(line, width, 4);
  return text.empty() ? "" : "\n" + text + "\n";
}

}  // namespace

/// The layers, of many on a small screen those alone with the most dead units (or saturated ones), in their order.
std::string layers_text(const Report& report, std::size_t width, std::size_t picture_width, std::int64_t room,
                        const Painter& paint) {
  std::vector<std::string> texts;
  std::int64_t lines = 0;
  for (std::size_t l = 0; l < report.layers.size(); ++l) {
    texts.push_back(layer_text(report, l, width, picture_width, paint));
    lines += lines_in(texts.back());
  }
  if (texts.size() <= k_few_layers || lines <= room) return joined(texts, "");
  const bool saturates = traits_of(report.activation().kind).saturates;
  const auto closed = [&](std::size_t l) { return saturates ? report.layers[l].saturated : report.layers[l].dead; };
  std::vector<std::size_t> worst(texts.size());
  std::iota(worst.begin(), worst.end(), 0);
  std::ranges::stable_sort(worst, std::greater(), closed);
  std::set<std::size_t> shown;
  lines = 1;  // on the others
  for (const std::size_t l : worst) {
    lines += lines_in(texts[l]);
    if (lines > room && !shown.empty()) break;
    shown.insert(l);
  }
  std::string text;
  std::int64_t others = 0;
  for (std::size_t l = 0; l < texts.size(); ++l) {
    if (shown.contains(l))
      text += texts[l];
    else
      others += closed(l);
  }
  const std::string units = others == 0 ? "none" : pluralized(others, "unit");
  return text + "… " + pluralized(static_cast<std::int64_t>(texts.size() - shown.size()), "more layer") + ", " + units +
         (saturates ? " saturated" : " dead") + "\n";
}

std::string summary_body(const Report& report, const Terminal& terminal, bool all) {
  const Painter paint(terminal.colour);
  const std::size_t picture_width = std::max<std::size_t>(terminal.width, 20);
  const std::size_t width = terminal.is_terminal ? picture_width : std::string::npos / 2;  // a log is not wrapped
  std::string text = wrapped(network_line(report), width, 2) + wrapped(metrics_line(report), width, 2) + '\n';
  const std::string below = wrapped(legend(traits_of(report.activation().kind), paint), width, 2);
  const std::string findings = findings_text(report, all, width, paint);
  const std::string lives = lives_text(report, width, picture_width, paint);
  constexpr std::int64_t k_around = 8;  // what train prints before and after
  const std::int64_t room = all ? std::numeric_limits<std::int64_t>::max()
                                : static_cast<std::int64_t>(k_screen) - k_around - lines_in(text + below + findings);
  text += layers_text(report, width, picture_width, room, paint) + below;
  if (all || lines_in(text) + lines_in(lives) + lines_in(findings) + k_around <= static_cast<std::int64_t>(k_screen))
    text += lives;
  return text + findings;
}

std::string last_line(const Report& report, const Terminal& terminal) {
  const std::size_t width = terminal.is_terminal ? std::max<std::size_t>(terminal.width, 20) : std::string::npos / 2;
  return wrapped(conclusion(report, Painter(terminal.colour)), width, 2);
}

std::string summary_text(const Report& report, const Terminal& terminal) {
  return summary_body(report, terminal, false) + last_line(report, terminal);
}

}  // namespace reluscope
