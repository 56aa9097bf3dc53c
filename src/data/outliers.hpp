#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "data/column_summary.hpp"
#include "data/table.hpp"

namespace reluscope {

/// A value that cannot be of the same kind as the others of its column: a unit mixed up, a code for "missing".
struct Outlier {
  std::string column;
  std::size_t line = 0;
  double value = 0;
  double lower_quartile = 0, upper_quartile = 0;  // of the column
  std::optional<double> robust_deviations;        // from the median: quartile distances / 1.349; none if they are 0
};

/// "line 32: column 'a' is 1e+09, 3.3e+08 robust standard deviations from the median (half of its values are between
/// -2 and 2)"
std::string described(const Outlier& outlier);

/// Of each numeric feature the value farthest from the median, if it is over 100 times the quartiles' distance away, or
/// ten times as far as any other value. columns: the summaries of the table.
std::vector<Outlier> find_outliers(const Table& table, std::span<const ColumnSummary> columns);

}  // namespace reluscope
