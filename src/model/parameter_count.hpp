#pragma once

#include <cstddef>
#include <span>

namespace reluscope {

/// Weights and biases of a network; widths: inputs, units of each hidden layer, outputs. A double, as they may be more
/// than there is memory for.
inline double parameter_count(std::span<const std::size_t> widths) {
  double count = 0;
  for (std::size_t l = 1; l < widths.size(); ++l)
    count += (static_cast<double>(widths[l - 1]) + 1) * static_cast<double>(widths[l]);
  return count;
}

}  // namespace reluscope
