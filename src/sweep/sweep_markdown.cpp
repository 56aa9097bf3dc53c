#include <cctype>

#include "report/markdown_text.hpp"
#include "support/text.hpp"
#include "sweep/sweep_format.hpp"

namespace reluscope {
namespace {

std::string heading(const SweepResult& result) {
  const std::string size = size_text(result.setup) + " of " + markdown_code(result.setup.data.path) + "\n\n";
  if (result.reasons.empty())
    return (result.gates.empty() ? "## reluscope sweep: " : "## ✅ reluscope sweep: pass, ") + size;
  std::string text = "## ❌ reluscope sweep: fail\n\n" + size;
  for (const std::string& reason : result.reasons) text += "* " + markdown_plain(reason) + "\n";
  return text + "\n";
}

std::string with_interval(double value, const std::optional<double>& lower, const std::optional<double>& upper) {
  return percent(value) + (lower ? " (" + percent(*lower) + " to " + percent(*upper) + ")" : "");
}

std::string cells_table(const SweepResult& result) {
  std::vector<std::string> heads, lines;
  for (const SweepAxis& axis : result.setup.axes) heads.push_back(markdown_plain(axis.option));
  if (heads.empty()) heads.emplace_back("");
  lines.resize(heads.size(), "---");
  for (const char* head : {"runs", "with a dead unit", "dead units", "diverged"}) heads.emplace_back(head);
  heads.push_back(quality_name(result));
  lines.resize(heads.size(), "--:");
  std::string text = "### Cells\n\n" + markdown_row(heads) + markdown_row(lines);
  for (const CellResult& cell : result.cells) {
    std::vector<std::string> row;
    for (const auto& setting : cell.settings) row.push_back(markdown_plain(text_of(setting.second)));
    if (row.empty()) row.emplace_back("all runs");
    row.push_back(with_thousands(cell.runs));
    row.push_back(with_interval(cell.dead_unit.share, cell.dead_unit.interval.lower, cell.dead_unit.interval.upper));
    row.push_back(with_interval(cell.dead_fraction.mean, cell.dead_fraction.lower, cell.dead_fraction.upper));
    row.push_back(percent(cell.diverged.share));
    row.push_back(quality_text(result, cell));
    text += markdown_row(row);
  }
  return text + "\nIn brackets: 95 % intervals.\n";
}

/// With a capital letter.
std::string as_sentence(std::string text) {
  text.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(text.front())));
  return text;
}

}  // namespace

std::string sweep_markdown(const SweepResult& result, const Terminal& /*terminal*/) {
  std::string text = heading(result);
  for (const AxisThreshold& threshold : result.thresholds)
    text += "* " + markdown_plain(as_sentence(threshold_sentence(result, threshold))) +
            (threshold.at.empty() ? "" : ", " + markdown_plain(text_of(threshold.at))) + "\n";
  return text + "* Best: " + markdown_plain(best_text(result)) + "\n\n" + cells_table(result);
}

}  // namespace reluscope
