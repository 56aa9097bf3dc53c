#include "support/base64.hpp"

#include <cstddef>
#include <cstdint>

namespace reluscope {

std::string base64(std::string_view bytes) {
  constexpr std::string_view k_digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t count = bytes.size() - i < 3 ? bytes.size() - i : 3;
    std::uint32_t group = 0;
    for (std::size_t b = 0; b < 3; ++b) group = group << 8 | (b < count ? static_cast<unsigned char>(bytes[i + b]) : 0);
    for (std::size_t d = 0; d < 4; ++d) text += d <= count ? k_digits[group >> (18 - 6 * d) & 63] : '=';
  }
  return text;
}

}  // namespace reluscope
