#include <algorithm>

#include "support/shell.hpp"
#include "support/text.hpp"
#include "sweep/sweep_format.hpp"

namespace reluscope {
namespace {

std::string quality_number(Quality quality, double value) {
  return quality == Quality::accuracy ? percent(value) : to_significant(value);
}

}  // namespace

std::string quality_name(const SweepResult& result) {
  const std::string name = result.quality == Quality::accuracy ? "accuracy" : "R²";
  return result.setup.data.is_held_out ? "held-out " + name : name + " on the training rows";
}

std::string quality_text(const SweepResult& result, const CellResult& cell) {
  return cell.quality ? quality_number(result.quality, cell.quality->mean) : "–";
}

std::string threshold_text(const SweepResult& result, const AxisThreshold& threshold) {
  const Threshold& found = threshold.threshold;
  const std::vector<double> values = result.setup.axis(threshold.axis).numbers();
  const auto [least, greatest] = std::ranges::minmax(values);
  const std::string below = "below " + to_shortest(least), above = "above " + to_shortest(greatest);
  if (found.reach != Reach::within) return found.reach == Reach::below ? below : above;
  return to_significant(*found.value) + " (95 %: " + (found.lower ? to_significant(*found.lower) : below) + " to " +
         (found.upper ? to_significant(*found.upper) : above) + ")";
}

std::string threshold_sentence(const SweepResult& result, const AxisThreshold& threshold) {
  const std::vector<double> values = result.setup.axis(threshold.axis).numbers();
  const auto [least, greatest] = std::ranges::minmax(values);
  switch (threshold.threshold.reach) {
    case Reach::above:
      return "fewer than half of the runs have a dead unit at any " + threshold.axis + " up to " +
             to_shortest(greatest);
    case Reach::below:
      return "half of the runs or more have a dead unit at every " + threshold.axis + " from " + to_shortest(least) +
             " on";
    case Reach::within:
      break;
  }
  return "half of the runs have a dead unit at " + threshold.axis + " " + threshold_text(result, threshold);
}

std::string best_text(const SweepResult& result) {
  if (!result.best)
    return "no cell without divergence keeps the upper bound of its dead fraction below " +
           percent(result.setup.dead_limit);
  const CellResult& cell = result.cells[static_cast<std::size_t>(result.best->cell)];
  const auto number = [&](double value) { return quality_number(result.quality, value); };
  std::string text = text_of(cell.settings) + ": " + quality_name(result) + " " + number(cell.quality->mean);
  if (cell.quality->lower && cell.quality->upper)
    text += " (" + number(*cell.quality->lower) + " to " + number(*cell.quality->upper) + ")";
  return text + ", " + percent(cell.dead_fraction.mean) + " of the units dead";
}

std::string best_command(const SweepResult& result) {
  if (!result.best) return "";
  std::string command = "reluscope train " + path_word(result.setup.data.path);
  const auto flag_of = [](const std::string& name) { return " --" + replaced(name, "_", "-"); };
  for (const auto& [name, value] : result.setup.options)
    command += std::holds_alternative<bool>(value) ? flag_of(name) : with_value(flag_of(name), text_of(value));
  const std::vector<std::size_t> values = result.setup.values_in(result.best->cell);
  for (std::size_t a = 0; a < values.size(); ++a)
    command += with_value(flag_of(result.setup.axes[a].option), result.setup.axes[a].texts[values[a]]);
  return one_line(command);
}

std::string map_prefix(const SweepResult& result, std::size_t first) {
  NamedValues others = result.cells[first].settings;
  others.resize(others.size() - 2);
  return others.empty() ? "" : text_of(others) + ": ";
}

std::string size_text(const SweepSetup& setup) {
  std::string cells;
  for (const SweepAxis& axis : setup.axes) cells += (cells.empty() ? "" : " × ") + std::to_string(axis.texts.size());
  return (cells.empty() ? "1 cell" : cells + " cells") + " × " +
         pluralized(static_cast<std::int64_t>(setup.seeds.size()), "seed") + " = " + pluralized(setup.runs(), "run");
}

}  // namespace reluscope
