#pragma once

#include <cstddef>
#include <cstdint>
#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace reluscope {

/// Of 64 bytes of a CSV file, one bit a byte, the first the lowest: where a cell may end.
struct StructuralBits {
  std::uint64_t delimiters = 0;
  std::uint64_t line_ends_or_quotes = 0;  // line feeds, carriage returns and quotes

  bool operator==(const StructuralBits&) const = default;
};

constexpr std::size_t k_bits_block = 64;

namespace portable {

inline StructuralBits find_structural_bits(const char* bytes, char delimiter) {
  StructuralBits bits;
  for (std::size_t i = 0; i < k_bits_block; ++i) {
    bits.delimiters |= std::uint64_t{bytes[i] == delimiter} << i;
    bits.line_ends_or_quotes |= std::uint64_t{bytes[i] == '\n' || bytes[i] == '\r' || bytes[i] == '"'} << i;
  }
  return bits;
}

}  // namespace portable

/// The bits of [bytes, bytes + 64).
#if defined(__SSE2__)
inline StructuralBits find_structural_bits(const char* bytes, char delimiter) {
  const auto mask = [](__m128i equal) {
    return static_cast<std::uint64_t>(static_cast<std::uint32_t>(_mm_movemask_epi8(equal)));
  };
  StructuralBits bits;
  for (std::size_t i = 0; i < k_bits_block; i += sizeof(__m128i)) {
    const __m128i part = _mm_loadu_si128(reinterpret_cast<const __m128i*>(bytes + i));
    const __m128i line_feeds = _mm_cmpeq_epi8(part, _mm_set1_epi8('\n'));
    const __m128i returns = _mm_cmpeq_epi8(part, _mm_set1_epi8('\r'));
    const __m128i quotes = _mm_cmpeq_epi8(part, _mm_set1_epi8('"'));
    bits.delimiters |= mask(_mm_cmpeq_epi8(part, _mm_set1_epi8(delimiter))) << i;
    bits.line_ends_or_quotes |= mask(_mm_or_si128(_mm_or_si128(line_feeds, returns), quotes)) << i;
  }
  return bits;
}
#else
using portable::find_structural_bits;
#endif

}  // namespace reluscope
