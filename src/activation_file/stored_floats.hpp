#pragma once

#include <cstddef>

namespace reluscope {

/// How a file holds numbers: IEEE 754 binary16, 32 or 64.
struct FloatFormat {
  std::size_t size = 4;  // in bytes: 2, 4 or 8
  bool is_big_endian = false;
};

/// The number at an address, exactly.
double stored_value(FloatFormat format, const char* address);

/// The float32 nearest to `count` numbers, each `to_stride` after the one before; they lie beside each other at
/// `address`. What is beyond the range of float32 becomes infinite; what would become 0 keeps its sign as the smallest
/// float32 there is, so that a number above 0 still is.
void load_floats(FloatFormat format, const char* address, std::size_t count, float* to, std::size_t to_stride);

}  // namespace reluscope
