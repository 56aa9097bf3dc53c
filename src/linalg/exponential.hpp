#pragma once

#include <bit>
#include <cmath>
#include <cstdint>

namespace reluscope {

/// eˣ for x ≤ 0, to 2 units in the last place of a float; 0 below −87.3, where the result would be subnormal. Written
/// without a branch or a call, so that a loop over it vectorises, which one over std::exp does not.
///
/// x = n·ln 2 + r with |r| ≤ ½·ln 2; eʳ by its Taylor series to r⁷ (remainder below 6e-9); times 2ⁿ through the
/// exponent bits. ln 2 is split in two so that n·ln 2 is exact where it must be. A NaN stays one.
inline float exponential(float x) {
  constexpr float k_to_integer = 0x1.8p23F;  // adding it rounds to the nearest integer
  constexpr float k_ln2_high = 0.693359375F, k_ln2_low = -2.12194440e-4F;
  const float clamped = x < -87.3F ? -87.3F : x;
  const float n = (clamped * 1.44269504F + k_to_integer) - k_to_integer;
  const float r = (clamped - n * k_ln2_high) - n * k_ln2_low;
  float sum = 1.0F / 5040;
  sum = sum * r + 1.0F / 720;
  sum = sum * r + 1.0F / 120;
  sum = sum * r + 1.0F / 24;
  sum = sum * r + 1.0F / 6;
  sum = sum * r + 0.5F;
  sum = sum * r + 1.0F;
  sum = sum * r + 1.0F;
  const auto exponent = static_cast<std::int32_t>(n == n ? n : 0.0F);  // converting a NaN would be undefined
  const float power = std::bit_cast<float>((exponent + 127) << 23);
  return x < -87.3F ? 0.0F : sum * power;
}

inline double exponential(double x) { return std::exp(x); }

}  // namespace reluscope
