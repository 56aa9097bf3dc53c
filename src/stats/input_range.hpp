#pragma once

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "stats/probe.hpp"

namespace reluscope {

/// The least and the greatest value of each input, and the greatest L2 norm of a row.
struct InputRange {
  std::vector<float> lowest, highest;
  double greatest_norm = 0;

  explicit InputRange(std::size_t inputs)
      : lowest(inputs, std::numeric_limits<float>::infinity()),
        highest(inputs, -std::numeric_limits<float>::infinity()) {}

  static std::size_t depth() { return 0; }
  void see(const BlockPass& pass) { add(pass.inputs); }
  void add(MatrixView<const float> rows) {
    for (std::size_t j = 0; j < rows.rows(); ++j) {
      double square = 0;
      for (std::size_t k = 0; k < lowest.size(); ++k) {
        const float x = rows.row(j)[k];
        lowest[k] = std::min(lowest[k], x);
        highest[k] = std::max(highest[k], x);
        square += static_cast<double>(x) * x;
      }
      greatest_norm = std::max(greatest_norm, std::sqrt(square));
    }
  }
  void merge(const InputRange& later) {
    std::ranges::transform(lowest, later.lowest, lowest.begin(), [](float a, float b) { return std::min(a, b); });
    std::ranges::transform(highest, later.highest, highest.begin(), [](float a, float b) { return std::max(a, b); });
    greatest_norm = std::max(greatest_norm, later.greatest_norm);
  }
};

}  // namespace reluscope
