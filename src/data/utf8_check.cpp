#include "data/utf8_check.hpp"

#include <algorithm>

namespace reluscope {
namespace {

constexpr std::size_t k_chunk = 64;

/// Whether 64 bytes are ASCII, without a NUL.
bool is_plain(const char* bytes) {
  unsigned char high_bits = 0;
  for (std::size_t i = 0; i < k_chunk; ++i) {
    const auto byte = static_cast<unsigned char>(bytes[i]);
    high_bits |= byte | static_cast<unsigned char>(byte - 1);
  }
  return (high_bits & 0x80) == 0;
}

}  // namespace

std::optional<Utf8Check::Fault> Utf8Check::add(std::span<const char> piece) {
  std::optional<Fault> fault;
  for (std::size_t i = 0; i < piece.size() && !fault; i += k_chunk) {
    const std::size_t length = std::min(k_chunk, piece.size() - i);
    if (m_left > 0 || length < k_chunk || !is_plain(piece.data() + i))
      fault = add_any(piece.subspan(i, length), m_size + i);
  }
  m_size += piece.size();
  return fault;
}

std::optional<Utf8Check::Fault> Utf8Check::add_any(std::span<const char> piece, std::uint64_t offset) {
  for (const char c : piece) {
    const auto byte = static_cast<unsigned char>(c);
    if (m_left > 0) {
      if (byte < m_lowest || byte > m_highest) return m_first;
      --m_left;
      m_lowest = 0x80;
      m_highest = 0xBF;
    } else if (byte >= 0x80 || byte == 0) {
      m_first = {offset, byte};
      m_is_ascii = m_is_ascii && byte == 0;
      if (byte < 0xC2 || byte > 0xF4) return m_first;
      m_left = byte < 0xE0 ? 1 : byte < 0xF0 ? 2 : 3;
      m_lowest = byte == 0xE0 ? 0xA0 : byte == 0xF0 ? 0x90 : 0x80;   // no longer than needed
      m_highest = byte == 0xED ? 0x9F : byte == 0xF4 ? 0x8F : 0xBF;  // no surrogates, none above U+10FFFF
    }
    ++offset;
  }
  return std::nullopt;
}

std::optional<Utf8Check::Fault> Utf8Check::end() const { return m_left > 0 ? std::optional(m_first) : std::nullopt; }

}  // namespace reluscope
