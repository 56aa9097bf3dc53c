#include "data/outliers.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string_view>
#include <unordered_map>

#include "support/text.hpp"

namespace reluscope {
namespace {

constexpr double k_far = 100;    // quartile distances from the median: in a normal distribution 67 deviations
constexpr double k_gap = 10;     // times as far as the next value
constexpr double k_rare = 0.05;  // share of the rows, at most, that an outlier's value has
constexpr double k_quartiles_per_deviation = 1.34898;  // of a normal distribution

/// Whether one value may be that far from the others: then it lies many deviations from the mean, as many as one value
/// of so many can. It saves sorting the columns that hold none.
bool may_have_outlier(const ColumnSummary& column, std::size_t rows) {
  if (!column.deviation || *column.deviation == 0) return false;
  constexpr std::size_t k_quickly_sorted = 20'000;
  const double farthest = std::max(*column.max - *column.mean, *column.mean - *column.min) / *column.deviation;
  return farthest > std::min(rows < k_quickly_sorted ? 3.0 : 8.0, 0.5 * std::sqrt(static_cast<double>(rows)));
}

/// The values of a column, sorted, without the missing ones.
std::vector<float> sorted_values(const Table& table, std::size_t column) {
  std::vector<float> sorted;
  for (std::size_t j = 0; j < table.cells.rows(); ++j)
    if (const float cell = table.cells.row(j)[column]; !std::isnan(cell)) sorted.push_back(cell);
  std::ranges::sort(sorted);
  return sorted;
}

struct FarValue {
  float value;
  double low, high;  // the quartiles
  double distance;   // from the median
};

/// The cell of a column from which `offset` was taken; far from it no digits but those of a float32 are known.
double as_written(float value, double offset) {
  const double cell = value + offset;
  return std::abs(value) > std::abs(offset) ? static_cast<float>(cell) : cell;
}

/// sorted: not empty.
std::optional<FarValue> far_value_in(const std::vector<float>& sorted) {
  const auto quantile = [&](double q) {
    return static_cast<double>(sorted[static_cast<std::size_t>(q * static_cast<double>(sorted.size() - 1))]);
  };
  const double low = quantile(0.25), median = quantile(0.5), high = quantile(0.75);
  const bool is_highest = sorted.back() - median > median - sorted.front();
  const FarValue far{.value = is_highest ? sorted.back() : sorted.front(),
                     .low = low,
                     .high = high,
                     .distance = std::max(sorted.back() - median, median - sorted.front())};
  if (high > low && far.distance > k_far * (high - low)) return far;
  const auto [first, last] = std::equal_range(sorted.begin(), sorted.end(), far.value);
  if (static_cast<double>(last - first) > std::max(1.0, k_rare * static_cast<double>(sorted.size())))
    return std::nullopt;
  const double highest = is_highest ? *(first - 1) : sorted.back();
  const double lowest = is_highest ? sorted.front() : *last;
  const double next = std::max(highest - median, median - lowest);
  if (next > 0 && far.distance > k_gap * next) return far;
  // a column that is constant but for one row, which is no mark of this row alone
  if (next == 0 && last - first == 1 && far.distance > k_far * std::max(1.0, std::abs(median))) return far;
  return std::nullopt;
}

}  // namespace

std::string described(const Outlier& outlier) {
  std::string text = "line " + std::to_string(outlier.line) + ": column " + in_quotes(outlier.column) + " is " +
                     to_significant(outlier.value);
  if (outlier.robust_deviations)
    text += ", " + to_significant(*outlier.robust_deviations) + " robust standard deviations from the median";
  return text + " (half of its values are between " + to_significant(outlier.lower_quartile) + " and " +
         to_significant(outlier.upper_quartile) + ")";
}

std::vector<Outlier> find_outliers(const Table& table, std::span<const ColumnSummary> columns) {
  std::vector<Outlier> outliers;
  std::unordered_map<std::string_view, const ColumnSummary*> summaries;
  for (const ColumnSummary& summary : columns) summaries.emplace(summary.name, &summary);
  for (std::size_t c = 0; c < table.features().size(); ++c) {
    const Column& column = table.columns[c];
    if (column.kind != ColumnKind::numeric || !may_have_outlier(*summaries.at(column.name), table.cells.rows()))
      continue;
    const std::optional<FarValue> far = far_value_in(sorted_values(table, c));
    if (!far) continue;
    std::size_t row = 0;
    while (table.cells.row(row)[c] != far->value) ++row;
    outliers.push_back({.column = column.name,
                        .line = table.lines[row],
                        .value = as_written(far->value, column.offset),
                        .lower_quartile = far->low + column.offset,
                        .upper_quartile = far->high + column.offset,
                        .robust_deviations = {}});
    if (far->high > far->low)
      outliers.back().robust_deviations = far->distance * k_quartiles_per_deviation / (far->high - far->low);
  }
  return outliers;
}

}  // namespace reluscope
