#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "data/encoding.hpp"
#include "stats/input_range.hpp"

namespace reluscope {

/// The inputs that a proof is about: each input within a range, and the one-hot inputs of each group summing to one.
struct InputBox {
  struct Group {
    std::size_t first = 0;
    std::size_t count = 0;
  };

  std::vector<double> lower, upper;  // per input; of a group's inputs 0 and 1, or 0 and 0: no row has that category
  std::vector<Group> groups;

  std::size_t inputs() const { return lower.size(); }
  /// max |x| of each input.
  std::vector<double> magnitude() const;
  /// The point at which coefficients · x is greatest: a corner.
  std::vector<double> highest_corner(std::span<const double> coefficients) const;
};

/// The shares of a group's inputs, each within its range and all summing to one, at which coefficients · x is greatest:
/// those with the greatest coefficients, the first of equals, get as much as they may. All spans: one value for each of
/// the group's inputs; shares is written.
void fill_group(std::span<const double> coefficients, std::span<const double> lower, std::span<const double> upper,
                std::span<double> shares);

/// Of the ranges that encoded rows span; categories that no row has are left out. margin: widens every numeric range by
/// this share of its length on each side.
InputBox box_of(const InputRange& range, const Encoding& encoding, double margin);

}  // namespace reluscope
