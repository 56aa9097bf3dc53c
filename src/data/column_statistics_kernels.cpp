#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "data/column_statistics.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "data/column_statistics_kernels.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "linalg/dispatch.hpp"

HWY_BEFORE_NAMESPACE();
namespace reluscope::HWY_NAMESPACE {
namespace {

/// Of every column; a missing cell, which is not equal to itself, counts for nothing.
struct Sums {
  explicit Sums(std::size_t columns)
      : count(columns),
        sum(columns),
        min(columns, std::numeric_limits<double>::infinity()),
        max(columns, -std::numeric_limits<double>::infinity()),
        squares(columns) {}

  std::vector<double> count, sum, min, max;
  std::vector<double> squares;  // of the distances from the mean
};

void add_row(const float* row, std::size_t columns, double* count, double* sum, double* min, double* max) {
  for (std::size_t c = 0; c < columns; ++c) {
    const double x = row[c];
    count[c] += x == x ? 1.0 : 0.0;
    sum[c] += x == x ? x : 0.0;
    min[c] = x < min[c] ? x : min[c];
    max[c] = max[c] < x ? x : max[c];
  }
}

void add_squares(const float* row, std::size_t columns, const double* mean, double* squares) {
  for (std::size_t c = 0; c < columns; ++c) {
    const double distance = row[c] - mean[c];
    squares[c] += row[c] == row[c] ? distance * distance : 0.0;
  }
}

std::vector<ColumnStatistics> statistics_of(const Table& table, std::span<const std::uint32_t> rows) {
  const std::size_t columns = table.cells.columns();
  Sums sums(columns);
  for (const std::uint32_t j : rows)
    add_row(table.cells.row(j).data(), columns, sums.count.data(), sums.sum.data(), sums.min.data(), sums.max.data());
  std::vector<double> mean(columns);
  for (std::size_t c = 0; c < columns; ++c) mean[c] = sums.sum[c] / sums.count[c];
  for (const std::uint32_t j : rows) add_squares(table.cells.row(j).data(), columns, mean.data(), sums.squares.data());

  std::vector<ColumnStatistics> all;
  for (std::size_t c = 0; c < columns; ++c)
    all.push_back({.count = static_cast<std::size_t>(sums.count[c]),
                   .mean = mean[c] + table.columns[c].offset,
                   .deviation = std::sqrt(sums.squares[c] / sums.count[c]),
                   .min = sums.min[c] + table.columns[c].offset,
                   .max = sums.max[c] + table.columns[c].offset});
  return all;
}

}  // namespace
}  // namespace reluscope::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace reluscope {

std::vector<ColumnStatistics> column_statistics(const Table& table, std::span<const std::uint32_t> rows) {
  return RELUSCOPE_DISPATCH(statistics_of)(table, rows);
}

ColumnStatistics target_statistics(const Table& table, std::span<const std::uint32_t> rows) {
  std::vector<double> targets;
  targets.reserve(rows.size());
  for (const std::uint32_t j : rows) targets.push_back(table.targets[j]);
  const auto count = static_cast<double>(targets.size());
  const double mean = std::accumulate(targets.begin(), targets.end(), 0.0) / count;
  double squares = 0;
  for (const double target : targets) squares += (target - mean) * (target - mean);
  const auto [min, max] = std::ranges::minmax(targets);
  return {.count = targets.size(), .mean = mean, .deviation = std::sqrt(squares / count), .min = min, .max = max};
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
#endif
