#include "support/sha256.hpp"

#include <array>
#include <cstdint>

namespace reluscope {

void Sha256::update(std::span<const char> bytes) {
  sha256_update(&m_state, bytes.size(), reinterpret_cast<const std::uint8_t*>(bytes.data()));
}

std::string Sha256::digest() const {
  sha256_ctx copy = m_state;
  std::array<std::uint8_t, SHA256_DIGEST_SIZE> digest{};
  sha256_digest(&copy, digest.size(), digest.data());
  return {digest.begin(), digest.end()};
}

std::string Sha256::hex() const {
  std::string text;
  for (const char c : digest()) {
    const auto byte = static_cast<unsigned char>(c);
    text += "0123456789abcdef"[byte >> 4];
    text += "0123456789abcdef"[byte & 15];
  }
  return text;
}

}  // namespace reluscope
