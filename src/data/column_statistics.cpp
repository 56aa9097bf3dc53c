#include "data/column_statistics.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace reluscope {

std::vector<ColumnStatistics> column_statistics(const Table& table, std::span<const std::uint32_t> rows) {
  constexpr double k_infinity = std::numeric_limits<double>::infinity();
  std::vector<ColumnStatistics> all(table.cells.columns(), {.min = k_infinity, .max = -k_infinity});
  for (const std::uint32_t j : rows) {
    const std::span<const float> row = table.cells.row(j);
    for (std::size_t c = 0; c < row.size(); ++c) {
      if (std::isnan(row[c])) continue;
      ColumnStatistics& column = all[c];
      ++column.count;
      column.mean += row[c];
      column.min = std::min<double>(column.min, row[c]);
      column.max = std::max<double>(column.max, row[c]);
    }
  }
  for (ColumnStatistics& column : all) column.mean /= static_cast<double>(column.count);
  for (const std::uint32_t j : rows) {
    const std::span<const float> row = table.cells.row(j);
    for (std::size_t c = 0; c < row.size(); ++c)
      if (!std::isnan(row[c])) all[c].deviation += (row[c] - all[c].mean) * (row[c] - all[c].mean);
  }
  for (ColumnStatistics& column : all)
    column.deviation = std::sqrt(column.deviation / static_cast<double>(column.count));
  return all;
}

std::vector<std::size_t> category_counts(const Table& table, std::size_t column, std::span<const std::uint32_t> rows) {
  std::vector<std::size_t> counts(table.columns[column].categories.size());
  for (const std::uint32_t j : rows) {
    const float cell = table.cells.row(j)[column];
    if (!std::isnan(cell)) ++counts[static_cast<std::size_t>(cell)];
  }
  return counts;
}

}  // namespace reluscope
