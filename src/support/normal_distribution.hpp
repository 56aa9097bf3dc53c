#pragma once

#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>

#include "support/elementary.hpp"

namespace reluscope {

/// Of the standard normal distribution at a point.
template <class T>
struct NormalDistribution {
  T cumulative;  // the probability of less
  T density;
};

namespace elementary {

/// q(z)·exp(z²/2) for z ≥ 0, q the upper tail, as a series of Chebyshev polynomials of t = (z − 4)/(z + 4).
/// tests/reference/make_normal_distribution.py made the coefficients.
inline constexpr double k_scaled_tail[] = {
    0.1682882016232327,      -0.22915709990540908,    0.07778835509065742,     -0.020384686418274105,
    0.003918137045458075,    -0.0004666606283379171,  6.287520132139339e-06,   8.58398579912788e-06,
    -1.0167576108636199e-06, -1.397526759521329e-07,  3.669280791486882e-08,   2.8041788924924713e-09,
    -1.2584224132220847e-09, -8.950222407260244e-11,  4.536086530984231e-11,   4.474287656506267e-12,
    -1.671687905185684e-12,  -2.683781469553837e-13,  5.721760333130976e-14,   1.621048267715444e-14,
    -1.3744940820337785e-15, -9.10143893328047e-16,   -2.2734886306808515e-17, 4.421463813334421e-17,
    6.421239322281794e-18,   -1.5761354559192696e-18, -5.672610054925472e-19};

/// z with the lower half of its digits cut off, so that its square is exact.
inline float upper_half(float z) { return std::bit_cast<float>(std::bit_cast<std::uint32_t>(z) & 0xfffff000U); }
inline double upper_half(double z) {
  return std::bit_cast<double>(std::bit_cast<std::uint64_t>(z) & 0xfffffffff8000000U);
}

}  // namespace elementary

/// In float to 12 units in the last place, down to z = −13, where the tail becomes 0; in double to 5 down to z = −5,
/// and 50 farther out. A NaN stays one.
template <class T>
inline NormalDistribution<T> normal_distribution(T z) {
  constexpr std::size_t k_terms = std::is_same_v<T, float> ? 11 : std::size(elementary::k_scaled_tail);
  constexpr T k_farthest = 40, k_density_at_0 = T(0.3989422804014327);
  const T a = std::abs(z) > k_farthest ? k_farthest : std::abs(z);
  const T t = (a - T(4)) / (a + T(4));
  T sum = 0, before = 0;  // Clenshaw
  const auto add = [&](double coefficient) {
    const T next = T(2) * t * sum - before + static_cast<T>(coefficient);
    before = sum;
    sum = next;
  };
  [&]<std::size_t... i>(std::index_sequence<i...>) {  // and no loop, within which nothing would be vectorised
    (add(elementary::k_scaled_tail[k_terms - 1 - i]), ...);
  }
  (std::make_index_sequence<k_terms - 1>());
  const T scaled_tail = t * sum - before + static_cast<T>(elementary::k_scaled_tail[0]);
  // exp(−a²/2): of the exact square of the upper half of a, and of the small rest by its series
  const T upper = elementary::upper_half(a), rest = T(-0.5) * (a - upper) * (a + upper);
  const T of_rest = T(1) + rest * (T(1) + rest * (T(0.5) + rest * (T(1.0 / 6) + rest * (T(1.0 / 24) + rest / T(120)))));
  const T bell = exponential(T(-0.5) * upper * upper) * of_rest;
  const T tail = scaled_tail * bell;
  return {z < T(0) ? tail : T(1) - tail, k_density_at_0 * bell};
}

}  // namespace reluscope
