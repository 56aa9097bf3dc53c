#include "support/short_decimal.hpp"

#if defined(__x86_64__)
#include <bit>
#include <cstdint>
#include <immintrin.h>
#define RELUSCOPE_AVX2 [[gnu::target("avx2,lzcnt")]]
#endif

namespace reluscope {
#if defined(__x86_64__)
namespace {

using short_decimal::k_last, short_decimal::k_scale;

struct Cell {
  Cell(const char* begin, const char* its_end)
      : end(its_end), negative(*begin == '-'), length(static_cast<std::size_t>(its_end - begin) - negative) {}

  bool is_short() const { return length - 1 < k_short_decimal; }

  const char* end;
  bool negative;
  std::size_t length;  // without the sign
};

RELUSCOPE_AVX2 inline __m256i load_two(const void* first, const void* second) {
  return _mm256_loadu2_m128i(static_cast<const __m128i*>(second), static_cast<const __m128i*>(first));
}

/// Twice sixteen decimal digits, the first the most significant, as bytes 0 … 9; exact below 2^53.
RELUSCOPE_AVX2 inline __m128d join(__m256i digits) {
  const __m256i pairs = _mm256_maddubs_epi16(digits, _mm256_set1_epi16(10 | 1 << 8));     // 8 of 2 digits, twice
  const __m256i fours = _mm256_madd_epi16(pairs, _mm256_set1_epi32(100 | 1 << 16));       // 4 of 4 digits
  const __m256i packed = _mm256_packus_epi32(fours, fours);                               // twice over
  const __m256i eights = _mm256_madd_epi16(packed, _mm256_set1_epi32(10'000 | 1 << 16));  // 2 of 8 digits
  const __m128i high = _mm_unpacklo_epi32(_mm256_castsi256_si128(eights), _mm256_extracti128_si256(eights, 1));
  const __m128d upper = _mm_mul_pd(_mm_cvtepi32_pd(high), _mm_set1_pd(1e8));
  return _mm_add_pd(upper, _mm_cvtepi32_pd(_mm_unpackhi_epi64(high, high)));
}

/// Both cells, or false.
RELUSCOPE_AVX2 inline bool parse_two(const Cell& a, const Cell& b, float* values) {
  if (!a.is_short() || !b.is_short()) return false;

  // what stands before the cell becomes zeros, the digits before the point move one place up, over it
  const __m256i text = load_two(a.end - k_short_decimal, b.end - k_short_decimal);
  const __m256i in_cell = load_two(k_last + a.length, k_last + b.length);
  const __m256i points = _mm256_and_si256(_mm256_cmpeq_epi8(text, _mm256_set1_epi8('.')), in_cell);
  const auto point = static_cast<std::uint32_t>(_mm256_movemask_epi8(points));
  const auto behind_a = static_cast<std::size_t>(std::countl_zero(point << 16 | 0x8000U));  // 16: there is no point
  const auto behind_b = static_cast<std::size_t>(std::countl_zero((point & 0xFFFF0000U) | 0x8000U));
  const __m256i all = _mm256_and_si256(_mm256_sub_epi8(text, _mm256_set1_epi8('0')), in_cell);
  const __m256i is_behind = load_two(k_last + behind_a, k_last + behind_b);
  const __m256i digits = _mm256_blendv_epi8(_mm256_slli_si256(all, 1), all, is_behind);

  const __m256i nine = _mm256_set1_epi8(9);
  const bool all_digits = _mm256_movemask_epi8(_mm256_cmpeq_epi8(_mm256_max_epu8(digits, nine), nine)) == -1;
  const bool is_point_alone = (a.length == 1 && behind_a == 0) || (b.length == 1 && behind_b == 0);
  if (!all_digits || is_point_alone) return false;
  const __m128d whole = join(digits);
  if (_mm_movemask_pd(_mm_cmplt_pd(whole, _mm_set1_pd(0x1p53))) != 0b11) return false;
  // Clinger 1990: both are exact, so that one division gives the nearest double
  const __m128d scale = _mm_setr_pd(k_scale[a.negative][behind_a % 16], k_scale[b.negative][behind_b % 16]);
  _mm_storel_pi(reinterpret_cast<__m64*>(values), _mm_cvtpd_ps(_mm_div_pd(whole, scale)));
  return true;
}

RELUSCOPE_AVX2 std::size_t parse_by_twos(const char* begin, std::span<const char* const> ends, float* values) {
  std::size_t count = 0;
  for (; count + 2 <= ends.size(); count += 2) {
    const Cell a(begin, ends[count]), b(a.end + 1, ends[count + 1]);
    if (!parse_two(a, b, values + count)) break;
    begin = b.end + 1;
  }
  return count;
}

}  // namespace

std::size_t parse_short_decimals(const char* begin, std::span<const char* const> ends, float* values) {
  static const bool has_instructions = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("lzcnt");
  return has_instructions ? parse_by_twos(begin, ends, values) : 0;
}
#else
std::size_t parse_short_decimals(const char*, std::span<const char* const>, float*) { return 0; }
#endif

}  // namespace reluscope
