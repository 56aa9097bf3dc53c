#pragma once

#include <cmath>
#include <cstddef>
#include <limits>

namespace reluscope {

/// γ_k = k·u / (1 − k·u): a sum of products, in any order, with or without fused operations, is off by at most γ_k
/// times the sum of their absolute values, where no term goes through more than k roundings (Higham 2002, §3.1). ∞
/// if k·u is not small.
inline double gamma(double k, double unit_roundoff) {
  const double ku = k * unit_roundoff;
  return ku < 0.5 ? ku / (1 - ku) : std::numeric_limits<double>::infinity();
}

constexpr double k_float_roundoff = 0x1p-24, k_double_roundoff = 0x1p-53;

/// The least float that is not denormal.
constexpr double k_float_normal = 0x1p-126;

/// What underflow may take from weight · input, |input| ≤ magnitude, and from adding the product up, whether denormal
/// results are flushed to zero, denormal operands taken for zero, or neither.
inline double float_underflow(double weight, double magnitude) {
  const double size = std::abs(weight);
  return (2 + size) * k_float_normal + (size < k_float_normal ? size * magnitude : 0);
}

/// The next greater number: undoes a rounding to nearest.
inline double rounded_up(double x) { return std::nextafter(x, std::numeric_limits<double>::infinity()); }

}  // namespace reluscope
