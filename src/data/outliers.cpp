#include "data/outliers.hpp"

#include <algorithm>
#include <cmath>

#include "support/text.hpp"

namespace reluscope {
namespace {

constexpr double k_far = 100;  // quartile distances from the median: in a normal distribution 67 deviations

/// Whether one value may be that far from the others: then it lies many deviations from the mean, as many as one value
/// of so many can. It saves sorting the columns that hold none.
bool may_have_outlier(const ColumnSummary& column, std::size_t rows) {
  if (!column.deviation || *column.deviation == 0) return false;
  const double farthest = std::max(*column.max - *column.mean, *column.mean - *column.min) / *column.deviation;
  return farthest > std::min(8.0, 0.5 * std::sqrt(static_cast<double>(rows)));
}

}  // namespace

std::string described(const Outlier& outlier) {
  return "line " + std::to_string(outlier.line) + ": column " + in_quotes(outlier.column) + " is " +
         to_significant(outlier.value) + ", half of its values are between " + to_significant(outlier.lower_quartile) +
         " and " + to_significant(outlier.upper_quartile);
}

std::vector<Outlier> find_outliers(const Table& table, std::span<const ColumnSummary> columns) {
  std::vector<Outlier> outliers;
  for (std::size_t c = 0; c < table.features().size(); ++c) {
    const Column& column = table.columns[c];
    const auto summary = std::ranges::find(columns, column.name, &ColumnSummary::name);
    if (column.kind != ColumnKind::numeric || !may_have_outlier(*summary, table.cells.rows())) continue;
    std::vector<float> sorted;
    for (std::size_t j = 0; j < table.cells.rows(); ++j)
      if (const float cell = table.cells.row(j)[c]; !std::isnan(cell)) sorted.push_back(cell);
    std::ranges::sort(sorted);
    const auto quantile = [&](double q) {
      return static_cast<double>(sorted[static_cast<std::size_t>(q * static_cast<double>(sorted.size() - 1))]);
    };
    const double low = quantile(0.25), median = quantile(0.5), high = quantile(0.75);
    const float farthest = sorted.back() - median > median - sorted.front() ? sorted.back() : sorted.front();
    if (high <= low || std::abs(farthest - median) <= k_far * (high - low)) continue;
    for (std::size_t j = 0; j < table.cells.rows(); ++j) {
      if (table.cells.row(j)[c] != farthest) continue;
      outliers.push_back(
          {column.name, table.lines[j], farthest + column.offset, low + column.offset, high + column.offset});
      break;
    }
  }
  return outliers;
}

}  // namespace reluscope
