#pragma once

#include <cstddef>
#include <vector>

#include "sweep/sweep_plan.hpp"

namespace reluscope {

/// How cells are shown as maps: the axis of a map's rows, and that of its columns. There is a map for every combination
/// of the values of the other axes.
struct MapLayout {
  std::size_t row_axis, column_axis;

  /// The last two of at least two axes, the one with more values downwards.
  static MapLayout of(const std::vector<SweepAxis>& axes) {
    const std::size_t last = axes.size() - 1;
    const bool is_long = axes[last].texts.size() > axes[last - 1].texts.size();
    return is_long ? MapLayout{last, last - 1} : MapLayout{last - 1, last};
  }
};

}  // namespace reluscope
