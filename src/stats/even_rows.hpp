#pragma once

#include <cstddef>

namespace reluscope {

/// An even choice of `size` of n rows: the ⌊i·n/size⌋-th, i = 0 … size − 1. All rows if size is n.
struct EvenRows {
  std::size_t size, rows;

  bool is_all() const { return size == rows; }
  /// Calls visit(row) for those from `first` to before `end`, in their order.
  void for_each_between(std::size_t first, std::size_t end, auto&& visit) const {
    // the first i with ⌊i·n/size⌋ ≥ first is ⌈first·size/n⌉
    for (std::size_t i = (first * size + rows - 1) / rows; i < size; ++i) {
      const std::size_t row = i * rows / size;
      if (row >= end) return;
      visit(row);
    }
  }
};

}  // namespace reluscope
