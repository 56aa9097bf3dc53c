#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "data/table.hpp"

namespace reluscope {

/// Row numbers of a table, each list in file order.
struct RowSplit {
  std::vector<std::uint32_t> training;
  std::vector<std::uint32_t> validation;

  bool operator==(const RowSplit&) const = default;
};

/// Holds out a fraction of the rows at random. Rows of one group of the table stay together. Without groups, the same
/// fraction of each class is held out, as nearly as whole rows allow, and a class with two rows or more is on both
/// sides. labels: the class of each row; empty: there are no classes. Throws UserError if one of the parts would be
/// empty.
RowSplit split_rows(const Table& table, std::span<const std::int32_t> labels, double fraction, std::uint64_t seed);

}  // namespace reluscope
