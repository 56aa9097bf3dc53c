#pragma once

#include <algorithm>
#include <cstddef>

namespace reluscope {

/// Rows are passed through a network in blocks of this size, so that the activations of a block stay in the cache.
inline constexpr std::size_t k_block_rows = 256;

/// Calls visit(first, count) for every block of the rows, in their order.
void for_each_block(std::size_t rows, auto&& visit) {
  for (std::size_t first = 0; first < rows; first += k_block_rows) visit(first, std::min(k_block_rows, rows - first));
}

}  // namespace reluscope
