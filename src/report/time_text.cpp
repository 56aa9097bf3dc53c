#include "report/time_text.hpp"

#include <algorithm>
#include <array>

#include "report/unit_text.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

constexpr std::size_t k_worst = 5;         // units shown
constexpr std::size_t k_words_width = 54;  // columns for what is said about one

/// As many cells as there is room for: each is the greatest of the values that fall on it.
template <class T>
std::vector<T> fitted(const std::vector<T>& values, std::size_t room, auto&& worse) {
  if (values.size() <= room) return values;
  std::vector<T> cells;
  for (std::size_t c = 0; c < room; ++c) {
    const auto first = values.begin() + static_cast<std::ptrdiff_t>(c * values.size() / room);
    const auto last = values.begin() + static_cast<std::ptrdiff_t>((c + 1) * values.size() / room);
    cells.push_back(*std::max_element(first, last, worse));
  }
  return cells;
}

/// Nothing as a point, 1 to `full` in eighths, rounded up.
std::string bar(std::int64_t value, std::size_t full) {
  static constexpr std::array<std::string_view, 9> k_bars = {".", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
  return std::string(k_bars[(8 * static_cast<std::size_t>(value) + full - 1) / full]);
}

/// Columns for a picture beside `taken` others.
std::size_t room_in(std::size_t width, std::size_t taken) {
  return std::clamp<std::size_t>(width - std::min(width, taken), 20, 60);
}

std::string epochs_text(int first, int last) {
  return "epochs " + std::to_string(first) + " to " + std::to_string(last);
}

std::string outlook_text(const UnitDiagnosis& unit) {
  const std::string outlook = outlook_of(unit);
  return outlook.empty() ? "" : "; " + outlook;
}

/// A cell an epoch, and two blanks; empty without active rows.
std::string timeline(const Report& report, UnitId id, std::size_t room, const Painter& paint) {
  const StatusRule rule{.sparse_below = report.sparse_below()};  // only of ReLU are there lives
  std::vector<UnitStatus> statuses;
  for (const auto& active_rows : report.layers[id.layer].history.active_rows)
    statuses.push_back(rule.status_of(active_rows[id.unit], report.data.train_rows));
  if (statuses.empty()) return "";
  // dead is the worst, and the first of its kind
  const auto worse = [](UnitStatus a, UnitStatus b) { return a > b; };
  std::string text;
  for (const UnitStatus status : fitted(statuses, room, worse)) text += paint(status);
  return text + "  ";
}

}  // namespace

std::string dead_over_time(const LayerHistory& history, std::size_t units, std::size_t width, const Painter& paint) {
  if (std::ranges::all_of(history.dead, [](std::int64_t dead) { return dead == 0; })) return "";
  const std::string start = "  dead ", end = " " + epochs_text(history.epoch.front(), history.epoch.back());
  std::string bars;
  for (const std::int64_t dead : fitted(history.dead, room_in(width, start.size() + end.size()), std::less()))
    bars += bar(dead, units);
  return start + paint(k_red, bars) + end;
}

std::vector<std::string> worst_units(const Report& report, std::size_t width, const Painter& paint) {
  const std::vector<UnitId> worst = worst_first(report.layers);
  if (worst.empty()) return {};

  const std::size_t shown = std::min(worst.size(), k_worst);
  std::vector<std::string> names;
  for (std::size_t w = 0; w < shown; ++w)
    names.push_back("layer " + std::to_string(worst[w].layer) + " unit " + std::to_string(worst[w].unit));
  const std::size_t name_width = std::ranges::max(names, {}, &std::string::size).size();

  const auto& epochs = report.training.value().history;  // without training there are no lives
  std::vector<std::string> lines = {"the worst units, " + epochs_text(epochs.front().epoch, epochs.back().epoch)};
  for (std::size_t w = 0; w < shown; ++w) {
    const auto [l, i] = worst[w];
    const UnitDiagnosis& unit = report.layers[l].units[i];
    lines.push_back("  " + names[w] + std::string(name_width - names[w].size() + 2, ' ') +
                    timeline(report, worst[w], room_in(width, name_width + k_words_width), paint) + past_of(unit.life) +
                    outlook_text(unit));
    const Cause* death = last_death(report.events, worst[w]);
    if (death != nullptr && death->autopsy) lines.push_back("    " + death_of(*death->autopsy));
  }
  if (worst.size() > shown) lines.push_back("  … and " + std::to_string(worst.size() - shown) + " more");
  return lines;
}

}  // namespace reluscope
