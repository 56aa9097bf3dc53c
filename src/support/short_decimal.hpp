#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace reluscope {

/// How many bytes before the end of a cell must be readable, whether they belong to it or not.
constexpr std::size_t k_short_decimal = 16;

/// Reads [begin, end) if it is as most cells are: "-1.234567", at most 16 characters behind the sign, with a point
/// or without. The value is the nearest double. False for anything else, number or not: then see parse_number.
/// [end − 16, end) and *begin must be readable. Without SSE2 always false.
inline bool parse_short_decimal(const char* begin, const char* end, double& value);

#if defined(__SSE2__)
namespace short_decimal {

/// 16 bytes from k_last[n] on: 0xFF in the last n of them.
alignas(32) inline constexpr unsigned char k_last[32] = {
    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,
    0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF};

inline __m128i load(const void* bytes) { return _mm_loadu_si128(static_cast<const __m128i*>(bytes)); }

/// By sign and number of decimals. As a divisor it also gives −0 its sign.
inline constexpr double k_scale[2][16] = {
    {1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15},
    {-1e0, -1e1, -1e2, -1e3, -1e4, -1e5, -1e6, -1e7, -1e8, -1e9, -1e10, -1e11, -1e12, -1e13, -1e14, -1e15}};

/// Sixteen decimal digits, the first the most significant, as bytes 0 … 9.
inline std::uint64_t join(__m128i digits) {
  const __m128i tens = _mm_mullo_epi16(_mm_and_si128(digits, _mm_set1_epi16(0xFF)), _mm_set1_epi16(10));
  const __m128i pairs = _mm_add_epi16(tens, _mm_srli_epi16(digits, 8));        // 8 of 2 digits
  const __m128i fours = _mm_madd_epi16(pairs, _mm_set1_epi32(100 | 1 << 16));  // 4 of 4 digits
  const __m128i packed = _mm_packs_epi32(fours, fours);
  const __m128i eights = _mm_madd_epi16(packed, _mm_set1_epi32(10'000 | 1 << 16));  // 2 of 8 digits
  const auto both = static_cast<std::uint64_t>(_mm_cvtsi128_si64(eights));
  return (both & 0xFFFFFFFF) * 100'000'000 + (both >> 32);
}

}  // namespace short_decimal

inline bool parse_short_decimal(const char* begin, const char* end, double& value) {
  using namespace short_decimal;
  const bool negative = *begin == '-';
  const std::size_t length = static_cast<std::size_t>(end - begin) - negative;
  if (length - 1 >= k_short_decimal) return false;

  // what precedes the cell becomes zeros, the digits before the point move one place up, over it
  const __m128i text = load(end - k_short_decimal);
  const __m128i in_cell = load(k_last + length);
  const __m128i points = _mm_and_si128(_mm_cmpeq_epi8(text, _mm_set1_epi8('.')), in_cell);
  const auto point = static_cast<std::uint32_t>(_mm_movemask_epi8(points));
  const auto behind = static_cast<std::size_t>(std::countl_zero(point << 16 | 0x8000U));  // 16: there is no point
  const __m128i all = _mm_and_si128(_mm_sub_epi8(text, _mm_set1_epi8('0')), in_cell);
  const __m128i is_behind = load(k_last + behind);
  const __m128i digits =
      _mm_or_si128(_mm_and_si128(is_behind, all), _mm_andnot_si128(is_behind, _mm_slli_si128(all, 1)));

  const __m128i nine = _mm_set1_epi8(9);
  const bool all_digits = _mm_movemask_epi8(_mm_cmpeq_epi8(_mm_max_epu8(digits, nine), nine)) == 0xFFFF;
  if (!all_digits || (length == 1 && point != 0)) return false;
  const std::uint64_t whole = join(digits);
  if (whole > std::uint64_t{1} << 53) return false;
  // Clinger 1990: both are exact, so that one division gives the nearest double
  value = static_cast<double>(static_cast<std::int64_t>(whole)) / k_scale[negative][behind % 16];
  return true;
}
#else
inline bool parse_short_decimal(const char*, const char*, double&) { return false; }
#endif

}  // namespace reluscope
