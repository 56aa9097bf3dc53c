#pragma once

#include <bit>
#include <cmath>
#include <cstdint>

namespace reluscope {

/// a·b + c, rounded once, on a processor without an instruction for it.
///
/// In double a·b is exact. Adding c leaves an error, which Knuth's two-sum gives; if there is one, the sum is made odd
/// in the direction of the error (Boldo & Melquiond 2008, "Emulation of FMA and correctly rounded sums: proved
/// algorithms using rounding to odd"), so that rounding it to float sees on which side of a tie it lies.
inline float fused_multiply_add(float a, float b, float c) {
  const double product = static_cast<double>(a) * b, sum = product + c;
  const double part = sum - product, error = (product - (sum - part)) + (c - part);
  auto bits = std::bit_cast<std::uint64_t>(sum);
  const bool is_inexact = error < 0 || error > 0;  // neither if the sum is not finite
  if (is_inexact && (bits & 1) == 0) bits += (error > 0) == (sum > 0) ? 1 : -1;
  return static_cast<float>(std::bit_cast<double>(bits));
}

inline double fused_multiply_add(double a, double b, double c) { return std::fma(a, b, c); }

}  // namespace reluscope
