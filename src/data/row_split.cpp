#include "data/row_split.hpp"

#include <cmath>
#include <numeric>

#include "support/error.hpp"
#include "support/random.hpp"

namespace reluscope {

RowSplit split_rows(const Table& table, double fraction, std::uint64_t seed) {
  const std::size_t rows = table.cells.rows();
  std::vector<std::uint32_t> order(rows);
  std::iota(order.begin(), order.end(), 0);
  const auto held_out = static_cast<std::size_t>(std::lround(fraction * static_cast<double>(rows)));
  if (fraction > 0 && (held_out == 0 || held_out == rows))
    throw UserError(table.name() + ": " + std::to_string(rows) + (rows == 1 ? " row is" : " rows are") +
                    " too few to hold out a part of them; use --validation 0");
  if (held_out > 0) Random(seed, RandomStream::split).shuffle(order);
  std::vector<bool> is_held_out(rows);
  for (std::size_t i = 0; i < held_out; ++i) is_held_out[order[i]] = true;
  RowSplit split;
  split.training.reserve(rows - held_out);
  split.validation.reserve(held_out);
  for (std::uint32_t j = 0; j < rows; ++j) (is_held_out[j] ? split.validation : split.training).push_back(j);
  return split;
}

}  // namespace reluscope
