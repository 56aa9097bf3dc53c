#pragma once

#include <cstdint>
#include <span>

#include "data/column_statistics.hpp"
#include "data/encoding.hpp"
#include "data/table.hpp"

namespace reluscope {

/// Fits scaling and filling on the training rows of the table, whose statistics are given, and its target. Of a text column, the categories are
/// those of all its rows. A numeric column with one value on the training rows is scaled to 0 (unless nothing is
/// scaled). Throws UserError on a column without any value, and as fit_target does.
Encoding fit_encoding(const Table& table, std::span<const std::uint32_t> training_rows,
                      std::span<const ColumnStatistics> statistics, const DataOptions& options);

}  // namespace reluscope
