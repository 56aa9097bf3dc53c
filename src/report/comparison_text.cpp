#include <algorithm>
#include <cmath>

#include "report/comparison_format.hpp"
#include "report/painting.hpp"
#include "report/report.hpp"
#include "report/text_table.hpp"
#include "report/verdict_text.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

constexpr std::size_t k_width = 80;  // columns

std::string run_line(const std::string& label, const ComparedRun& run) {
  std::string text = label + ": " + one_line(input_name(run.path));
  if (!run.status || run.status == TrainingStatus::completed) return text + '\n';
  return text + " (its training " + (run.status == TrainingStatus::diverged ? "diverged" : "was interrupted") +
         ": its last finite epoch is compared)\n";
}

/// A count in both runs, one value if it is the same.
std::string before_and_after(const LayerComparison& layer, std::int64_t LayerCounts::*count) {
  const auto shown = [&](const std::optional<LayerCounts>& counts) {
    return counts ? std::to_string((*counts).*count) : std::string("-");
  };
  const std::string before = shown(layer.base), after = shown(layer.now);
  return before == after ? after : before + " → " + after;
}

std::string layer_table(const std::vector<LayerComparison>& layers) {
  std::vector<std::vector<std::string>> rows = {
      {"layer", "units", "dead", "sparse", "died", "revived", "to sparse", "recovered"}};
  for (std::size_t l = 0; l < layers.size(); ++l) {
    const LayerComparison& layer = layers[l];
    std::vector<std::string> row = {std::to_string(l), before_and_after(layer, &LayerCounts::units),
                                    before_and_after(layer, &LayerCounts::dead),
                                    before_and_after(layer, &LayerCounts::sparse)};
    for (const Word<UnitChange>& change : k_words<UnitChange>)
      row.push_back(layer.changes ? std::to_string(*layer.count(change.value)) : "-");
    rows.push_back(std::move(row));
  }
  return text_table(rows);
}

/// Which units died, revived and so on, a line each.
std::string changed_units_text(const LayerComparison& layer, std::size_t index) {
  std::string text;
  if (!layer.units) return text;
  for (const auto& [change, word, argument] : k_words<UnitChange>) {
    std::vector<std::string> units;
    for (const ChangedUnit& unit : *layer.units)
      if (unit.change == change) units.push_back(std::to_string(unit.index));
    std::string what(word);
    std::ranges::replace(what, '_', ' ');
    if (!units.empty())
      text += wrapped("  layer " + std::to_string(index) + " " + what + ": " + join_at_most(units), k_width, 4);
  }
  return text;
}

std::string with_sign(double change) { return (change > 0 ? "+" : "") + to_significant(change, 6); }

/// The name of a metric may be anything: it comes from a file. Those of this version have 32 columns at most.
std::string fitting_name(const std::string& name) {
  constexpr std::size_t k_most = 36;  // columns
  std::string text = one_line(name.substr(0, 4 * k_most));
  if (columns(text) <= k_most) return text;
  while (columns(text) >= k_most) text.pop_back();
  return text + "…";
}

/// A metric before and after, and the difference.
std::vector<std::string> metric_row(const MetricChange& metric) {
  const auto shown = [](const std::optional<Metric>& one) {
    return one && std::isfinite(one->value) ? to_significant(one->value, 6) : std::string("-");
  };
  const std::optional<double> change = metric.change();
  return {fitting_name(metric.name), shown(metric.base), shown(metric.now),
          change && std::isfinite(*change) ? with_sign(*change) : "-"};
}

/// Of the last tracked epochs; all of them, changed or not.
std::string quality_table(const std::vector<MetricChange>& metrics) {
  std::vector<std::vector<std::string>> rows = {{"quality", "base", "new", "change"}};
  for (const MetricChange& metric : metrics) rows.push_back(metric_row(metric));
  return text_table(rows);
}

std::string metric_table(const std::vector<MetricChange>& metrics) {
  std::vector<std::vector<std::string>> rows = {{"metric", "base", "new", "change"}};
  for (const MetricChange& metric : metrics)
    if (metric.change() != 0.0) rows.push_back(metric_row(metric));
  const std::size_t same = metrics.size() - (rows.size() - 1);
  if (rows.size() == 1) return "no metric of the summary changed\n";
  const std::string others = pluralized(static_cast<std::int64_t>(same), "other metric");
  return text_table(rows) + (same > 0 ? others + " did not change\n" : "");
}

}  // namespace

std::string comparison_text(const Comparison& comparison, const Terminal& terminal) {
  std::string text = run_line("base", comparison.base) + run_line("new", comparison.now);
  text += '\n' + differences_text(comparison.differences, k_width) + '\n';
  text += wrapped(comparison.matched_by == MatchedBy::position
                      ? "units are matched by position: " + comparison.matched_why
                      : "units are matched by counts alone: " + comparison.matched_why,
                  k_width, 2);
  text += '\n' + layer_table(comparison.layers);
  for (std::size_t l = 0; l < comparison.layers.size(); ++l) text += changed_units_text(comparison.layers[l], l);
  text += '\n' + metric_table(comparison.summary);
  if (!comparison.quality.empty()) text += '\n' + quality_table(comparison.quality);
  const std::string verdict = verdict_line(comparison.gates, comparison.reasons, Painter(terminal.colour));
  return verdict.empty() ? text : text + '\n' + wrapped(verdict, k_width, 2);
}

}  // namespace reluscope
