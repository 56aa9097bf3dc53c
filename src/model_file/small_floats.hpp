#pragma once

#include <bit>
#include <cmath>
#include <cstdint>

namespace reluscope {

/// IEEE 754 binary16.
inline double from_half(std::uint16_t half) {
  const int exponent = half >> 10 & 31, fraction = half & 1023;
  const double sign = half >> 15 != 0 ? -1 : 1;
  if (exponent == 31) return fraction == 0 ? sign * INFINITY : NAN;
  if (exponent == 0) return sign * std::ldexp(fraction, -24);
  return sign * std::ldexp(fraction + 1024, exponent - 25);
}

/// The upper half of a float32.
inline double from_bfloat16(std::uint16_t half) { return std::bit_cast<float>(std::uint32_t{half} << 16); }

/// The nearest one, to even between two; infinite beyond the greatest.
inline std::uint16_t to_half(double value) {
  const std::uint16_t sign = std::signbit(value) ? 0x8000 : 0;
  const double size = std::abs(value);
  if (std::isnan(value)) return 0x7e00;
  if (size >= 65520) return sign | 0x7c00;  // halfway between the greatest and the next that there would be
  // in units of the last place, which below 2⁻¹⁴ stays 2⁻²⁴
  const int exponent = size < 0x1p-14 ? -14 : std::ilogb(size);
  const auto units = static_cast<int>(std::nearbyint(std::ldexp(size, 10 - exponent)));
  return static_cast<std::uint16_t>(sign + ((exponent + 14) << 10) + units);  // a unit too many goes into the exponent
}

/// The nearest one, to even between two; infinite beyond the greatest.
inline std::uint16_t to_bfloat16(double value) {
  if (std::isnan(value)) return 0x7fc0;
  const double size = std::abs(value);
  const std::uint16_t sign = std::signbit(value) ? 0x8000 : 0;
  if (size >= 0x1.ffp127) return sign | 0x7f80;
  const int exponent = size < 0x1p-126 ? -126 : std::ilogb(size);
  const auto units = static_cast<int>(std::nearbyint(std::ldexp(size, 7 - exponent)));
  return static_cast<std::uint16_t>(sign + ((exponent + 126) << 7) + units);
}

}  // namespace reluscope
