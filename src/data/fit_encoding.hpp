#pragma once

#include <cstdint>
#include <span>

#include "data/column_statistics.hpp"
#include "data/encoding.hpp"
#include "data/table.hpp"

namespace reluscope {

/// Sets `encoding.features`: scaling and filling from the training rows of the table, whose statistics are given. A
/// numeric column with one value on the training rows is scaled to 0 (unless nothing is scaled). Throws UserError on a
/// column without any value.
void fit_features(const Table& table, std::span<const std::uint32_t> training_rows,
                  std::span<const ColumnStatistics> statistics, Scaling scaling, Encoding& encoding);

/// Sets the shift and scale of a regression's target.
void fit_target_scale(const Table& table, std::span<const std::uint32_t> training_rows, Scaling scaling,
                      Encoding& encoding);

}  // namespace reluscope
