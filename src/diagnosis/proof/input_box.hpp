#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "data/encoding.hpp"
#include "stats/input_range.hpp"

namespace reluscope {

/// The inputs that a proof is about: each numeric input within a range, each group of one-hot inputs not below 0 and
/// summing to one.
struct InputBox {
  struct Group {
    std::size_t first = 0;
    std::size_t count = 0;
  };

  std::vector<double> lower, upper;  // per input; of a group's inputs 0 and 1
  std::vector<Group> groups;

  std::size_t inputs() const { return lower.size(); }
  /// max |x| of each input.
  std::vector<double> magnitude() const;
  /// The point at which coefficients · x is greatest: a corner.
  std::vector<double> highest_corner(std::span<const double> coefficients) const;
};

/// Of the ranges that encoded rows span. margin: widens every numeric range by this share of its length on each side.
InputBox box_of(const InputRange& range, const Encoding& encoding, double margin);

}  // namespace reluscope
