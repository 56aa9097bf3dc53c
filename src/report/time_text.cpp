#include "report/time_text.hpp"

#include <algorithm>
#include <array>
#include <tuple>

#include "support/text.hpp"

namespace reluscope {
namespace {

constexpr std::size_t k_worst = 5;   // units shown
constexpr std::size_t k_words = 50;  // columns for what is said about one

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

std::string epochs_of(const LayerHistory& history) {
  return "epochs " + std::to_string(history.epoch.front()) + " to " + std::to_string(history.epoch.back());
}

int epochs_dead(const Lifecycle& life) {
  int epochs = 0;
  for (const DeadSpell& spell : life.dead_spells) epochs += spell.to - spell.from + 1;
  return epochs;
}

struct Worst {
  std::size_t layer;
  std::size_t index;
  const UnitDiagnosis* unit;

  /// The least is the worst.
  auto rank() const {
    const Lifecycle& life = unit->life;
    return std::tuple(!life.is_dead(), unit->recovery != Recovery::none, -life.deaths(), -epochs_dead(life), layer,
                      index);
  }
};

std::string past_of(const Lifecycle& life) {
  std::string text = life.born_dead() ? "born dead" : "";
  const auto add = [&](const std::string& part) { text += (text.empty() ? "" : ", ") + part; };
  if (life.deaths() == 1) add("died in epoch " + std::to_string(*life.died_epoch()));
  if (life.deaths() > 1)
    add("died " + std::to_string(life.deaths()) + " times, last in epoch " + std::to_string(*life.died_epoch()));
  if (!life.is_dead()) add("back since epoch " + std::to_string(*life.dead_spells.back().revived_at));
  return text;
}

std::string outlook_of(const UnitDiagnosis& unit) {
  if (!unit.recovery) return "";
  switch (*unit.recovery) {
    case Recovery::none:
      return "; for good";
    case Recovery::optimizer:
      return "; may coast back";
    case Recovery::upstream:
      return "; may come back";
    case Recovery::gradient:
      return "; may learn its way back";
  }
  return "";
}

std::string timeline(const LayerHistory& history, std::size_t unit, std::size_t room, const Painter& paint) {
  std::vector<UnitStatus> statuses;
  for (const auto& look : history.status) statuses.push_back(look[unit]);
  // dead is the worst, and the first of its kind
  const auto worse = [](UnitStatus a, UnitStatus b) { return a > b; };
  std::string text;
  for (const UnitStatus status : fitted(statuses, room, worse)) text += paint(status);
  return text;
}

const Autopsy* last_autopsy(const std::vector<ExplainedEvent>& events, std::size_t layer, std::size_t unit) {
  const Autopsy* last = nullptr;
  for (const auto& [event, cause] : events)
    if (event.layer == layer && event.unit == unit && cause && cause->autopsy) last = &*cause->autopsy;
  return last;
}

/// "killed in epoch 3, step 37, by line 1204 (83 % of the push; fare is 9.7 σ)"
std::string death_of(const Autopsy& autopsy) {
  std::string text = "killed in epoch " + std::to_string(autopsy.epoch) + ", step " + std::to_string(autopsy.step);
  if (autopsy.through_inputs) text += ", through the layers below";
  if (autopsy.state_leads) return text + ", by what the optimizer carried in";
  if (autopsy.rows.empty()) return text;
  const auto& [row, share] = autopsy.rows.front();
  if (share <= 0) return text;
  text += std::string(share >= 0.5 ? ", by line " : ", most by line ") + std::to_string(row.line) + " (" +
          percent(share) + " of the push";
  if (!row.feature.empty()) text += "; " + one_line(row.feature) + " is " + rounded(row.deviations) + " σ";
  return text + ")";
}

}  // namespace

std::string dead_over_time(const LayerHistory& history, std::size_t units, std::size_t width, const Painter& paint) {
  if (std::ranges::all_of(history.dead, [](std::int64_t dead) { return dead == 0; })) return "";
  const std::string start = "  dead ", end = " " + epochs_of(history);
  std::string bars;
  for (const std::int64_t dead : fitted(history.dead, room_in(width, start.size() + end.size()), std::less()))
    bars += bar(dead, units);
  return start + paint(k_red, bars) + end;
}

std::vector<std::string> worst_units(const std::vector<LayerDiagnosis>& layers,
                                     const std::vector<ExplainedEvent>& events, std::size_t width,
                                     const Painter& paint) {
  std::vector<Worst> worst;
  for (std::size_t l = 0; l < layers.size(); ++l)
    for (std::size_t i = 0; i < layers[l].units.size(); ++i)
      if (!layers[l].units[i].life.dead_spells.empty()) worst.push_back({l, i, &layers[l].units[i]});
  if (worst.empty()) return {};
  std::ranges::sort(worst, {}, &Worst::rank);

  const std::size_t shown = std::min(worst.size(), k_worst);
  std::vector<std::string> names;
  for (std::size_t w = 0; w < shown; ++w)
    names.push_back("layer " + std::to_string(worst[w].layer) + " unit " + std::to_string(worst[w].index));
  const std::size_t name_width = std::ranges::max(names, {}, &std::string::size).size();

  std::vector<std::string> lines = {"the worst units, " + epochs_of(layers.front().history)};
  for (std::size_t w = 0; w < shown; ++w) {
    const auto& [l, i, unit] = worst[w];
    lines.push_back("  " + names[w] + std::string(name_width - names[w].size() + 2, ' ') +
                    timeline(layers[l].history, i, room_in(width, name_width + k_words), paint) + "  " +
                    past_of(unit->life) + outlook_of(*unit));
    if (const Autopsy* autopsy = last_autopsy(events, l, i)) lines.push_back("    " + death_of(*autopsy));
  }
  if (worst.size() > shown) lines.push_back("  … and " + std::to_string(worst.size() - shown) + " more");
  return lines;
}

}  // namespace reluscope
