#pragma once

#include <cmath>
#include <cstddef>
#include <limits>

namespace reluscope {

/// γ_k = k·u / (1 − k·u): a sum of products, in any order, with or without fused operations, is off by at most γ_k
/// times the sum of their absolute values, where no term goes through more than k roundings (Higham 2002, §3.1). ∞
/// where k·u is not small.
inline double gamma(double k, double unit_roundoff) {
  const double ku = k * unit_roundoff;
  return ku < 0.5 ? ku / (1 - ku) : std::numeric_limits<double>::infinity();
}

constexpr double k_float_roundoff = 0x1p-24, k_double_roundoff = 0x1p-53;

/// What may be lost where a float underflows, flushed to zero or not.
constexpr double k_float_underflow = 0x1p-126;

/// The next greater number: undoes a rounding to nearest.
inline double rounded_up(double x) { return std::nextafter(x, std::numeric_limits<double>::infinity()); }

}  // namespace reluscope
