#include "activation_file/stored_floats.hpp"

#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>

#include "support/number.hpp"
#include "support/small_floats.hpp"

namespace reluscope {
namespace {

static_assert(std::endian::native == std::endian::little, "numbers without a swap of their bytes are little-endian");

std::uint16_t swapped(std::uint16_t bits) { return __builtin_bswap16(bits); }
std::uint32_t swapped(std::uint32_t bits) { return __builtin_bswap32(bits); }
std::uint64_t swapped(std::uint64_t bits) { return __builtin_bswap64(bits); }

float number_of(std::uint16_t bits) { return from_half(bits); }
float number_of(std::uint32_t bits) { return std::bit_cast<float>(bits); }
double number_of(std::uint64_t bits) { return std::bit_cast<double>(bits); }

float nearest_float(float value) { return value; }
float nearest_float(double value) {
  if (!is_finite_float(value))
    return std::isnan(value) ? std::numeric_limits<float>::quiet_NaN()
                             : std::copysign(std::numeric_limits<float>::infinity(), value < 0 ? -1.0F : 1.0F);
  const auto rounded = static_cast<float>(value);
  if (rounded == 0 && value != 0) return std::copysign(std::numeric_limits<float>::denorm_min(), rounded);
  return rounded;
}

/// The number at an address.
template <class Bits, bool k_swaps>
struct Loader {
  static constexpr std::size_t k_size = sizeof(Bits);

  auto operator()(const char* address) const {
    Bits bits = 0;
    std::memcpy(&bits, address, sizeof bits);
    return number_of(k_swaps ? swapped(bits) : bits);
  }
};

auto with_loader(FloatFormat format, auto&& visit) {
  if (format.size == 2)
    return format.is_big_endian ? visit(Loader<std::uint16_t, true>()) : visit(Loader<std::uint16_t, false>());
  if (format.size == 4)
    return format.is_big_endian ? visit(Loader<std::uint32_t, true>()) : visit(Loader<std::uint32_t, false>());
  return format.is_big_endian ? visit(Loader<std::uint64_t, true>()) : visit(Loader<std::uint64_t, false>());
}

}  // namespace

double stored_value(FloatFormat format, const char* address) {
  return with_loader(format, [&](auto load) { return static_cast<double>(load(address)); });
}

void load_floats(FloatFormat format, const char* address, std::size_t count, float* to, std::size_t to_stride) {
  with_loader(format, [&](auto load) {
    constexpr std::size_t k_size = load.k_size;
    if (to_stride == 1)  // a loop of its own, which becomes vectors
      for (std::size_t i = 0; i < count; ++i) to[i] = nearest_float(load(address + i * k_size));
    else
      for (std::size_t i = 0; i < count; ++i) to[i * to_stride] = nearest_float(load(address + i * k_size));
  });
}

}  // namespace reluscope
