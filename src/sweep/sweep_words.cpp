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
  const SweepAxis& axis = *std::ranges::find(result.setup.axes, threshold.axis, &SweepAxis::option);
  const auto less = [](const std::string& a, const std::string& b) { return std::stod(a) < std::stod(b); };
  const auto [least, greatest] = std::ranges::minmax(axis.texts, less);
  const std::string below = "below " + least, above = "above " + greatest;
  if (found.reach != Reach::within) return found.reach == Reach::below ? below : above;
  return to_significant(*found.value) + " (95 %: " + (found.lower ? to_significant(*found.lower) : below) + " to " +
         (found.upper ? to_significant(*found.upper) : above) + ")";
}

std::string best_text(const SweepResult& result) {
  if (!result.best)
    return "no cell without divergence keeps the upper bound of its dead fraction below " +
           percent(result.setup.dead_limit);
  const CellResult& cell = result.cells[static_cast<std::size_t>(result.best->cell)];
  const auto number = [&](double value) { return quality_number(result.quality, value); };
  std::string text = text_of(cell.settings) + ": " + quality_name(result) + " " + number(cell.quality->mean);
  if (cell.quality->lower) text += " (" + number(*cell.quality->lower) + " to " + number(*cell.quality->upper) + ")";
  return text + ", " + percent(cell.dead_fraction->mean) + " of the units dead";
}

std::string best_command(const SweepResult& result) {
  if (!result.best) return "";
  NamedValues options = result.setup.options;
  options.insert(options.end(), result.best->settings.begin(), result.best->settings.end());
  std::string command = "reluscope train " + shell_word(result.setup.data.path);
  for (const auto& [name, value] : options) {
    const std::string flag = "--" + replaced(name, "_", "-");
    command += " " + (std::holds_alternative<bool>(value) ? flag : with_value(flag, text_of(value)));
  }
  return command;
}

std::string size_text(const SweepSetup& setup) {
  std::string cells;
  for (const SweepAxis& axis : setup.axes) cells += (cells.empty() ? "" : " × ") + std::to_string(axis.texts.size());
  return (cells.empty() ? "1 cell" : cells + " cells") + " × " +
         pluralized(static_cast<std::int64_t>(setup.seeds.size()), "seed") + " = " + pluralized(setup.runs(), "run");
}

}  // namespace reluscope
