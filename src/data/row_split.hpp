#pragma once

#include <cstdint>
#include <vector>

#include "data/table.hpp"

namespace reluscope {

/// Row numbers of a table, each list in file order.
struct RowSplit {
  std::vector<std::uint32_t> training;
  std::vector<std::uint32_t> validation;

  bool operator==(const RowSplit&) const = default;
};

/// Holds out a fraction of the rows at random. Throws UserError if one of the parts would be empty.
RowSplit split_rows(const Table& table, double fraction, std::uint64_t seed);

}  // namespace reluscope
