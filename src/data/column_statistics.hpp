#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "data/table.hpp"

namespace reluscope {

/// Over the cells of a numeric column that are present in the given rows.
struct ColumnStatistics {
  std::size_t count = 0;
  double mean = 0;
  double deviation = 0;  // of the population: ÷ n, as scikit-learn's StandardScaler
  double min = 0;
  double max = 0;

  bool is_constant() const { return min == max; }
};

/// One for each feature of the table; those of text columns mean nothing.
std::vector<ColumnStatistics> column_statistics(const Table& table, std::span<const std::uint32_t> rows);

/// Of a numeric target.
ColumnStatistics target_statistics(const Table& table, std::span<const std::uint32_t> rows);

/// How often each category of a text column occurs in the given rows.
std::vector<std::size_t> category_counts(const Table& table, std::size_t column, std::span<const std::uint32_t> rows);

}  // namespace reluscope
