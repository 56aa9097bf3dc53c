#pragma once

#include <bit>
#include <cmath>
#include <cstdint>

namespace reluscope {

/// The value of an IEEE 754 binary16, exactly.
inline float from_half(std::uint16_t half) {
  const std::uint32_t magnitude = static_cast<std::uint32_t>(half & 0x7FFF) << 13;
  const bool is_finite = (half & 0x7C00) != 0x7C00;
  // the exponents of binary32 begin 112 lower
  const float value =
      is_finite ? std::bit_cast<float>(magnitude) * 0x1p112F : std::bit_cast<float>(magnitude | 0x7F800000U);
  return std::copysign(value, half >> 15 != 0 ? -1.0F : 1.0F);
}

/// That of a bfloat16, the upper half of a binary32.
inline float from_bfloat16(std::uint16_t half) { return std::bit_cast<float>(std::uint32_t{half} << 16); }

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
