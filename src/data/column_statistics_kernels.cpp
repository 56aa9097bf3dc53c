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

// A few columns over a few rows at a time: the sums stay in registers, the rows in the cache.
constexpr std::size_t k_columns = 16;
constexpr std::size_t k_rows = 64;

/// Of k_columns columns; a missing cell, which is not equal to itself, counts for nothing.
struct Sums {
  double count[k_columns] = {}, sum[k_columns] = {}, min[k_columns], max[k_columns];
  Sums() {
    std::fill_n(min, k_columns, std::numeric_limits<double>::infinity());
    std::fill_n(max, k_columns, -std::numeric_limits<double>::infinity());
  }
};

struct Squares {
  double mean[k_columns] = {}, sum[k_columns] = {};  // of the squares of the distances from the mean
};

void add_cells(const float* cells, Sums& of) {
  for (std::size_t c = 0; c < k_columns; ++c) {
    const double x = cells[c];
    of.count[c] += x == x ? 1.0 : 0.0;
    of.sum[c] += x == x ? x : 0.0;
    of.min[c] = x < of.min[c] ? x : of.min[c];
    of.max[c] = of.max[c] < x ? x : of.max[c];
  }
}

void add_squares(const float* cells, Squares& of) {
  for (std::size_t c = 0; c < k_columns; ++c) {
    const double distance = cells[c] - of.mean[c];
    of.sum[c] += cells[c] == cells[c] ? distance * distance : 0.0;
  }
}

/// Calls add(cells, strip) for the k_columns cells of every row and every strip; a strip that the columns do not fill
/// is padded with zeros.
template <class Strip>
void add_rows(const Cells& cells, std::span<const std::uint32_t> rows, std::vector<Strip>& strips, auto add) {
  for (std::size_t first_row = 0; first_row < rows.size(); first_row += k_rows) {
    const std::span<const std::uint32_t> some = rows.subspan(first_row, std::min(k_rows, rows.size() - first_row));
    for (std::size_t s = 0; s < strips.size(); ++s) {
      const std::size_t first = s * k_columns, count = std::min(k_columns, cells.columns() - first);
      float padded[k_columns] = {};
      for (const std::uint32_t j : some) {
        const float* row = cells.row(j).data() + first;
        if (count < k_columns) row = std::copy_n(row, count, padded) - count;
        add(row, strips[s]);
      }
    }
  }
}

/// Of every column, without its offset.
std::vector<ColumnStatistics> statistics_of(const Cells& cells, std::span<const std::uint32_t> rows) {
  const std::size_t width = cells.columns(), strips = (width + k_columns - 1) / k_columns;
  std::vector<Sums> sums(strips);
  add_rows(cells, rows, sums, add_cells);
  std::vector<Squares> squares(strips);
  for (std::size_t s = 0; s < strips; ++s)
    for (std::size_t c = 0; c < k_columns; ++c) squares[s].mean[c] = sums[s].sum[c] / sums[s].count[c];
  add_rows(cells, rows, squares, add_squares);

  std::vector<ColumnStatistics> all;
  for (std::size_t i = 0; i < width; ++i) {
    const Sums& of = sums[i / k_columns];
    const std::size_t c = i % k_columns;
    all.push_back({.count = static_cast<std::size_t>(of.count[c]),
                   .mean = squares[i / k_columns].mean[c],
                   .deviation = std::sqrt(squares[i / k_columns].sum[c] / of.count[c]),
                   .min = of.min[c],
                   .max = of.max[c]});
  }
  return all;
}

}  // namespace reluscope::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace reluscope {

std::vector<ColumnStatistics> column_statistics(const Table& table, std::span<const std::uint32_t> rows) {
  std::vector<ColumnStatistics> all = RELUSCOPE_DISPATCH(statistics_of)(table.cells, rows);
  for (std::size_t c = 0; c < all.size(); ++c) {
    const double offset = table.columns[c].offset;
    all[c].mean += offset;
    all[c].min += offset;
    all[c].max += offset;
  }
  return all;
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
