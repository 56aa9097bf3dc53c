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

}  // namespace reluscope
