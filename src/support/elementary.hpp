#pragma once

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

namespace reluscope {

// Elementary functions made of sums, products, quotients and bits in a fixed order: the same result on every machine,
// which those of the C library do not promise. Without branches that depend on the value, so that loops over them
// vectorise.

namespace elementary {

// ln 2 = high + low; high has 42 bits, so that an exponent times it is exact.
inline constexpr double k_ln2_high = 0x1.62e42fefa38p-1, k_ln2_low = 0x1.ef35793c7673p-45;

/// 2ⁿ for −1022 ≤ n ≤ 1023.
inline double power_of_two(std::int64_t n) { return std::bit_cast<double>(static_cast<std::uint64_t>(n + 1023) << 52); }

}  // namespace elementary

/// eˣ, to 1 unit in the last place. A NaN stays one.
///
/// x = n·ln 2 + r with |r| ≤ ½·ln 2; eʳ by its Taylor series to r¹³ (remainder below 2⁻⁵⁷); times 2ⁿ in two steps, as
/// 2ⁿ may leave the range.
inline double exponential(double x) {
  constexpr double k_to_integer = 0x1.8p52;  // adding it rounds to the nearest integer
  constexpr double k_highest = 710, k_lowest = -746;
  const double bounded = x > k_highest ? k_highest : (x < k_lowest ? k_lowest : x);
  const double argument = bounded == bounded ? bounded : 0;
  const double n = (argument * 0x1.71547652b82fep0 + k_to_integer) - k_to_integer;
  const double high = argument - n * elementary::k_ln2_high, low = n * elementary::k_ln2_low;
  const double r = high - low, rest = (high - r) - low;
  double sum = 1.0 / 6227020800;
  sum = sum * r + 1.0 / 479001600;
  sum = sum * r + 1.0 / 39916800;
  sum = sum * r + 1.0 / 3628800;
  sum = sum * r + 1.0 / 362880;
  sum = sum * r + 1.0 / 40320;
  sum = sum * r + 1.0 / 5040;
  sum = sum * r + 1.0 / 720;
  sum = sum * r + 1.0 / 120;
  sum = sum * r + 1.0 / 24;
  sum = sum * r + 1.0 / 6;
  sum = sum * r + 0.5;
  const double power = 1 + (r + (rest + r * r * sum));
  const auto exponent = static_cast<std::int64_t>(n);
  const std::int64_t half = exponent / 2;
  const double result = power * elementary::power_of_two(half) * elementary::power_of_two(exponent - half);
  return x == x ? result : x;
}

/// eˣ − 1, to 2 units in the last place.
inline double exponential_minus_1(double x) {
  if (std::abs(x) > 0.5) return exponential(x) - 1;
  double sum = 0;  // Σ xᵏ/k! from k = 2 on, over x
  for (int k = 16; k >= 2; --k) sum = (sum + 1) * x / k;
  return x + x * sum;
}

namespace elementary {

/// Of a float x: x = n·ln 2 + r with |r| ≤ ½·ln 2.
struct Reduced {
  float r;
  float power;   // 2ⁿ
  float series;  // (eʳ − 1 − r) / r², to r⁵ (the remainder is below 6e-9 of eʳ)

  /// x: −87.3 to 0, or NaN.
  explicit Reduced(float x) {
    constexpr float k_to_integer = 0x1.8p23F;
    constexpr float k_high = 0.693359375F, k_low = -2.12194440e-4F;  // ln 2
    const float n = (x * 1.44269504F + k_to_integer) - k_to_integer;
    r = (x - n * k_high) - n * k_low;
    series = 1.0F / 5040;
    series = series * r + 1.0F / 720;
    series = series * r + 1.0F / 120;
    series = series * r + 1.0F / 24;
    series = series * r + 1.0F / 6;
    series = series * r + 0.5F;
    const auto exponent = static_cast<std::int32_t>(n == n ? n : 0.0F);  // converting a NaN would be undefined
    power = std::bit_cast<float>((exponent + 127) << 23);
  }
};

}  // namespace elementary

/// eˣ for x ≤ 0, to 2 units in the last place of a float; 0 below −87.3, where the result would be subnormal.
inline float exponential(float x) {
  constexpr float k_lowest = -87.3F;
  const elementary::Reduced at(x < k_lowest ? k_lowest : x);
  return x < k_lowest ? 0.0F : ((at.series * at.r + 1.0F) * at.r + 1.0F) * at.power;
}

/// eˣ − 1 for x ≤ 0, to 2 units in the last place of a float.
inline float exponential_minus_1(float x) {
  constexpr float k_lowest = -18;  // below, the result is −1
  const elementary::Reduced at(x < k_lowest ? k_lowest : x);
  return at.power * (at.r + at.r * at.r * at.series) + (at.power - 1.0F);
}

/// ln x, to 1 unit in the last place; −∞ at 0, a NaN below.
///
/// x = 2ᵏ·(1 + f) with √½ ≤ 1 + f < √2; s = f/(2 + f); ln(1 + f) = 2·artanh s by its series to s²³ (remainder below
/// 2⁻⁵⁸), added to f from the small terms up.
inline double logarithm(double x) {
  const bool is_subnormal = x < std::numeric_limits<double>::min();
  const double scaled = is_subnormal ? x * 0x1p54 : x;
  const auto bits = std::bit_cast<std::uint64_t>(scaled);
  const std::uint64_t above_root = bits + (0x3ff0000000000000ULL - 0x3fe6a09e667f3bcdULL);  // carries if m ≥ √2
  const auto exponent = static_cast<std::int64_t>(above_root >> 52 & 0x7ff) - 1023;
  const auto mantissa =
      std::bit_cast<double>((above_root & 0x000fffffffffffffULL) + 0x3fe6a09e667f3bcdULL);  // in [√½, √2)
  const double k = static_cast<double>(static_cast<std::int32_t>(exponent)) - (is_subnormal ? 54 : 0);
  const double f = mantissa - 1, s = f / (2 + f), z = s * s, half_square = 0.5 * f * f;
  double sum = 2.0 / 23;
  sum = sum * z + 2.0 / 21;
  sum = sum * z + 2.0 / 19;
  sum = sum * z + 2.0 / 17;
  sum = sum * z + 2.0 / 15;
  sum = sum * z + 2.0 / 13;
  sum = sum * z + 2.0 / 11;
  sum = sum * z + 2.0 / 9;
  sum = sum * z + 2.0 / 7;
  sum = sum * z + 2.0 / 5;
  sum = sum * z + 2.0 / 3;
  const double of_mantissa = half_square - (s * (half_square + z * sum) + k * elementary::k_ln2_low);
  const double result = k * elementary::k_ln2_high - (of_mantissa - f);
  constexpr double k_infinity = std::numeric_limits<double>::infinity();
  const double at_end = x == 0 ? -k_infinity : (x > 0 ? k_infinity : std::numeric_limits<double>::quiet_NaN());
  return x > 0 && x < k_infinity ? result : at_end;
}

inline double square(double x) { return x * x; }

/// xⁿ for n ≥ 0, to 2 units in the last place: repeated squares, each with the part that its rounding took off.
inline double integer_power(double x, std::int64_t n) {
  struct Sum {
    double high, low;
    Sum operator*(const Sum& other) const {
      const double product = high * other.high;
      const double rest = std::fma(high, other.high, -product) + (high * other.low + low * other.high);
      const double sum = product + rest;
      return {sum, rest - (sum - product)};
    }
  };
  Sum result{1, 0};
  for (Sum square{x, 0}; n > 0; n /= 2, square = square * square)
    if (n % 2 == 1) result = result * square;
  return result.high;
}

/// cos πt for 0 ≤ t ≤ 1, to 2 units in the last place, by the Taylor series of sine or cosine within ¼ of a zero or an
/// extreme.
inline double cosine_of_pi(double t) {
  constexpr double k_pi = 0x1.921fb54442d18p1;
  if (t > 0.5) return -cosine_of_pi(1 - t);
  const bool is_sine = t > 0.25;
  const double y = k_pi * (is_sine ? 0.5 - t : t), z = y * y;
  double term = is_sine ? y : 1, sum = 0;
  double terms[11];
  for (int i = 0; i < 11; ++i) {
    terms[i] = term;
    const int next = is_sine ? 2 * i + 2 : 2 * i + 1;
    term *= -z / (next * (next + 1));
  }
  for (int i = 10; i >= 0; --i) sum += terms[i];
  return sum;
}

}  // namespace reluscope
