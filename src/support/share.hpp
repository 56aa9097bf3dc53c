#pragma once

#include <cstddef>

namespace reluscope {

/// The `index`-th of `count` parts of nearly equal size that something is shared out in.
struct Share {
  std::size_t index = 0, count = 1;

  /// The first of n things that belongs to it; those of the next share come after it.
  std::size_t begin(std::size_t n) const { return n * index / count; }
  std::size_t end(std::size_t n) const { return n * (index + 1) / count; }
};

}  // namespace reluscope
