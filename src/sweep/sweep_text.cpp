#include <algorithm>

#include "report/painting.hpp"
#include "report/text_table.hpp"
#include "report/verdict_text.hpp"
#include "support/text.hpp"
#include "sweep/sweep_format.hpp"
#include "sweep/sweep_map.hpp"

namespace reluscope {
namespace {

using Rows = std::vector<std::vector<std::string>>;
using CellText = std::string (*)(const SweepResult& result, const CellResult& cell, const Painter& paint);

std::string dead_unit_share(const SweepResult& /*result*/, const CellResult& cell, const Painter& paint) {
  constexpr double k_half = 0.5;
  const double share = cell.dead_unit.share;
  return paint(share == 0 ? k_green : share < k_half ? k_yellow : k_red, percent(share));
}

std::string dead_fraction(const SweepResult& /*result*/, const CellResult& cell, const Painter& paint) {
  const double mean = cell.dead_fraction.mean;
  return mean == 0 ? paint(k_green, "0 %") : percent(mean);
}

std::string quality(const SweepResult& result, const CellResult& cell, const Painter& paint) {
  const bool is_best = result.best && &cell == &result.cells[static_cast<std::size_t>(result.best->cell)];
  const std::string text = quality_text(result, cell) + (cell.diverged.count > 0 ? "!" : "");
  return is_best ? paint(k_bold, text) : text;
}

/// The cells from `first` on, by the values of the last two axes.
Rows map_of(const SweepResult& result, std::size_t first, CellText text, const Painter& paint) {
  const std::vector<SweepAxis>& axes = result.setup.axes;
  const MapLayout layout = MapLayout::of(axes);
  const SweepAxis &rows = axes[layout.row_axis], &columns = axes[layout.column_axis];
  const std::size_t down = result.setup.stride(layout.row_axis), right = result.setup.stride(layout.column_axis);
  Rows map = {{rows.option + " \\ " + columns.option}};
  for (const std::string& text_of_column : columns.texts) map.front().push_back(one_line(text_of_column));
  for (std::size_t r = 0; r < rows.texts.size(); ++r) {
    std::vector<std::string>& row = map.emplace_back(1, one_line(rows.texts[r]));
    for (std::size_t c = 0; c < columns.texts.size(); ++c)
      row.push_back(text(result, result.cells[first + r * down + c * right], paint));
  }
  return map;
}

/// All cells, a row each.
Rows table_of(const SweepResult& result, const Painter& paint) {
  Rows table = {{}};
  for (const SweepAxis& axis : result.setup.axes) table.front().push_back(axis.option);
  if (table.front().empty()) table.front().emplace_back();
  for (const char* heading : {"runs", "with a dead unit", "dead units", "diverged"})
    table.front().emplace_back(heading);
  table.front().push_back(quality_name(result));
  for (const CellResult& cell : result.cells) {
    std::vector<std::string>& row = table.emplace_back();
    for (const auto& setting : cell.settings) row.push_back(text_of(setting.second));
    if (row.empty()) row.emplace_back("all runs");
    row.push_back(with_thousands(cell.runs));
    row.push_back(dead_unit_share(result, cell, paint));
    row.push_back(dead_fraction(result, cell, paint));
    row.push_back(cell.diverged.count == 0 ? "0 %" : paint(k_red, percent(cell.diverged.share)));
    row.push_back(quality(result, cell, paint));
  }
  return table;
}

std::size_t width_of(const std::string& text) {
  std::size_t width = 0;
  for (const std::string& line : split(text, '\n')) width = std::max(width, columns(line));
  return width;
}

std::string maps(const SweepResult& result, const Painter& paint) {
  const std::vector<SweepAxis>& axes = result.setup.axes;
  const std::size_t size = axes[axes.size() - 1].texts.size() * axes[axes.size() - 2].texts.size();
  std::string text;
  for (std::size_t first = 0; first < result.cells.size(); first += size) {
    text += "\n" + map_prefix(result, first) + "runs with a dead unit\n" +
            text_table(map_of(result, first, dead_unit_share, paint));
    text += "\n" + map_prefix(result, first) + quality_name(result) + ", mean\n" +
            text_table(map_of(result, first, quality, paint));
  }
  const auto diverged = [](const CellResult& cell) { return cell.diverged.count > 0; };
  return text + (std::ranges::any_of(result.cells, diverged) ? "! some runs diverged\n" : "");
}

std::string cells(const SweepResult& result, const Terminal& terminal, const Painter& paint) {
  if (result.setup.axes.size() >= 2) {
    std::string text = maps(result, paint);
    if (width_of(text) <= terminal.width) return text;
  }
  return "\n" + text_table(table_of(result, paint));
}

std::string thresholds(const SweepResult& result, std::size_t width) {
  constexpr std::size_t k_most = 12;
  std::string text;
  for (const AxisThreshold& threshold : std::span(result.thresholds).first(std::min(result.thresholds.size(), k_most)))
    text += wrapped(threshold_sentence(result, threshold) + (threshold.at.empty() ? "" : ", " + text_of(threshold.at)),
                    width, 2);
  if (result.thresholds.size() > k_most)
    text += "… " + std::to_string(result.thresholds.size() - k_most) + " more thresholds are in the JSON\n";
  return text.empty() ? "" : "\n" + text;
}

}  // namespace

std::string sweep_text(const SweepResult& result, const Terminal& terminal) {
  const Painter paint(terminal.colour);
  const std::size_t width = terminal.is_terminal ? terminal.width : std::string::npos / 2;
  std::string text =
      paint(k_bold, "sweep of " + one_line(result.setup.data.path)) + ": " + size_text(result.setup) + "\n";
  text += cells(result, terminal, paint) + thresholds(result, width);
  text += "\n" + wrapped("best: " + best_text(result), width, 6);
  if (result.best) text += "      " + best_command(result) + "\n";
  const std::string verdict = verdict_line(result.gates, result.reasons, paint);
  return text + (verdict.empty() ? "" : wrapped(verdict, width, 2));
}

}  // namespace reluscope
