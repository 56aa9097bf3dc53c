#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "diagnosis/proof/input_box.hpp"

namespace reluscope {

/// How far an input is from a row: the greatest of its differences, each as a share of the range that the training rows
/// span; a category other than the row's counts as 1. Categories that rows have are left alone around them.
class RowDistance {
 public:
  RowDistance(const InputRange& range, std::span<const InputBox::Group> groups);

  std::size_t inputs() const { return m_widths.size(); }
  /// The length of each input's range; 0 of inputs in a group.
  std::span<const double> widths() const { return m_widths; }
  /// At least `limit` if the distance is; the smallest limit that anyone cares for saves work.
  double operator()(std::span<const float> point, std::span<const float> row, double limit) const;

 private:
  std::vector<double> m_widths;
  std::vector<bool> m_is_grouped;
};

}  // namespace reluscope
