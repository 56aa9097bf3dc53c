#include <algorithm>
#include <cmath>
#include <limits>

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

// Not inlined: there GCC does not see that the pointers are apart, and uses no vectors.
[[gnu::noinline]] void add_row(const float* row, std::size_t columns, double* count, double* sum, double* min,
                               double* max) {
  for (std::size_t c = 0; c < columns; ++c) {
    const double x = row[c];
    count[c] += x == x ? 1.0 : 0.0;
    sum[c] += x == x ? x : 0.0;
    min[c] = x < min[c] ? x : min[c];
    max[c] = max[c] < x ? x : max[c];
  }
}

[[gnu::noinline]] void add_squares(const float* row, std::size_t columns, const double* mean, double* squares) {
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
  ColumnStatistics of{.count = rows.size(),
                      .min = std::numeric_limits<double>::infinity(),
                      .max = -std::numeric_limits<double>::infinity()};
  const auto count = static_cast<double>(rows.size());
  double sum = 0, squares = 0;
  for (const std::uint32_t j : rows) {
    const double target = table.targets[j];
    sum += target;
    of.min = std::min(of.min, target);
    of.max = std::max(of.max, target);
  }
  of.mean = sum / count;
  for (const std::uint32_t j : rows) squares += (table.targets[j] - of.mean) * (table.targets[j] - of.mean);
  of.deviation = std::sqrt(squares / count);
  return of;
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
