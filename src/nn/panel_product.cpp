#include "nn/panel_product.hpp"

#include <algorithm>
#include <cassert>

#include "support/eight.hpp"
#include "support/transpose.hpp"

#if defined(__x86_64__)
#include <immintrin.h>
#define RELUSCOPE_AVX2 [[gnu::target("avx2,fma")]]
#else
#define RELUSCOPE_AVX2
#endif

namespace reluscope {
namespace {

// A panel, some columns of op(b), stays in the first cache while all rows of op(a) pass over it. The tile that it makes
// of a few rows stays in registers: 6 × 2 sums, 2 vectors of the panel and a factor are 15 of 16. A panel of a single
// vector takes twice as many rows. Rows pass over every panel in blocks that the second cache has room for.
constexpr std::size_t k_lanes = sizeof(Eight) / sizeof(float);
constexpr std::size_t k_wide = 2 * k_lanes, k_narrow = k_lanes;
constexpr std::size_t k_sums = 12;
constexpr std::size_t k_most_terms = 320;
constexpr std::size_t k_block_values = std::size_t{1} << 17;

/// a · b + c, each with one rounding.
[[gnu::always_inline]] RELUSCOPE_AVX2 inline Eight multiply_add(float a, Eight b, Eight c) {
#if defined(__x86_64__)
  return _mm256_fmadd_ps(_mm256_set1_ps(a), b, c);
#else
  return a * b + c;  // nobody asks for it: `fits_panels` is false
#endif
}

/// op(a): its rows, and the way from one to the next and from one term to the next.
struct Rows {
  const float* values;
  std::size_t count, row_step, term_step;

  Rows first(std::size_t n) const { return {values, n, row_step, term_step}; }
  void skip(std::size_t n) {
    values += n * row_step;
    count -= n;
  }
};

/// Columns of op(b), from `first` on: terms × Width, with zeros where there are no more.
template <std::size_t Width>
class Panel {
 public:
  Panel(MatrixView<const float> b, Transpose transpose_b, std::size_t first)
      : m_terms(transpose_b == Transpose::yes ? b.columns() : b.rows()) {
    assert(fits_panels(m_terms));
    const std::size_t all = transpose_b == Transpose::yes ? b.rows() : b.columns();
    m_columns = std::min(Width, all - first);
    if (m_columns < Width) std::fill_n(m_values, m_terms * Width, 0.0F);
    if (transpose_b == Transpose::yes)
      copy_rows(b.rows(first, m_columns));
    else
      copy_columns(b.data() + first, b.columns());
  }

  std::size_t terms() const { return m_terms; }
  std::size_t columns() const { return m_columns; }
  const float* values() const { return m_values; }

 private:
  RELUSCOPE_AVX2 void copy_rows(MatrixView<const float> rows) {
    if (m_columns == Width) return transpose_into(rows, MatrixView<float>(m_values, m_terms, Width));
    for (std::size_t i = 0; i < m_columns; ++i)
      for (std::size_t t = 0; t < m_terms; ++t) m_values[t * Width + i] = rows.row(i)[t];
  }

  RELUSCOPE_AVX2 void copy_columns(const float* row, std::size_t stride) {
    float* const end = m_values + m_terms * Width;
    if (m_columns == Width)
      for (float* values = m_values; values != end; values += Width, row += stride)
        for (std::size_t i = 0; i < Width; i += k_lanes) eight_at(values + i) = eight_at(row + i);
    else
      for (float* values = m_values; values != end; values += Width, row += stride)
        for (std::size_t i = 0; i < m_columns; ++i) values[i] = row[i];
  }

  std::size_t m_terms, m_columns;
  alignas(64) float m_values[k_most_terms * Width];
};

/// The first `Count` rows times the panel; `stride` is from one row of the result to the next.
template <std::size_t Count, std::size_t Width>
RELUSCOPE_AVX2 void multiply_tile(const Rows& rows, const Panel<Width>& panel, float* result, std::size_t stride) {
  constexpr std::size_t k_vectors = Width / k_lanes;
  Eight sums[Count][k_vectors] = {};
  const float* factors = rows.values;
  const float* values = panel.values();
  for (std::size_t t = 0; t < panel.terms(); ++t, factors += rows.term_step, values += Width)
#pragma GCC unroll 12
    for (std::size_t j = 0; j < Count; ++j)
#pragma GCC unroll 2
      for (std::size_t v = 0; v < k_vectors; ++v)
        sums[j][v] = multiply_add(factors[j * rows.row_step], eight_at(values + v * k_lanes), sums[j][v]);

  if (panel.columns() == Width) {
#pragma GCC unroll 12
    for (std::size_t j = 0; j < Count; ++j)
#pragma GCC unroll 2
      for (std::size_t v = 0; v < k_vectors; ++v) eight_at(result + j * stride + v * k_lanes) = sums[j][v];
    return;
  }
  float wide[Count][Width];
#pragma GCC unroll 12
  for (std::size_t j = 0; j < Count; ++j)
#pragma GCC unroll 2
    for (std::size_t v = 0; v < k_vectors; ++v) eight_at(&wide[j][v * k_lanes]) = sums[j][v];
  for (std::size_t j = 0; j < Count; ++j) std::copy_n(wide[j], panel.columns(), result + j * stride);
}

/// All rows times the panel, `Count` at a time, then fewer for what is left.
template <std::size_t Count, std::size_t Width>
void multiply_panel(Rows rows, const Panel<Width>& panel, float* result, std::size_t stride) {
  for (; rows.count >= Count; rows.skip(Count), result += Count * stride)
    multiply_tile<Count>(rows, panel, result, stride);
  if constexpr (Count > 1)
    if (rows.count > 0) multiply_panel<Count - 1>(rows, panel, result, stride);
}

bool has_avx2() {
#if defined(__x86_64__)
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
#else
  return false;
#endif
}

}  // namespace

bool fits_panels(std::size_t terms) {
  static const bool has_instructions = has_avx2();
  return has_instructions && terms <= k_most_terms;
}

void multiply_by_panels(MatrixView<const float> a, Transpose transpose_a, MatrixView<const float> b,
                        Transpose transpose_b, MatrixView<float> result) {
  const bool is_by_columns = transpose_a == Transpose::yes;
  const std::size_t terms = is_by_columns ? a.rows() : a.columns(), n = result.columns();
  const std::size_t at_once = k_block_values / std::max<std::size_t>(terms, 1);
  Rows rows{a.data(), result.rows(), is_by_columns ? 1 : terms, is_by_columns ? result.rows() : 1};
  for (float* block = result.data(); rows.count > 0;) {
    const Rows some = rows.first(std::min(at_once, rows.count));
    const auto multiply = [&]<std::size_t Width>(std::size_t first) {
      multiply_panel<k_sums * k_lanes / Width>(some, Panel<Width>(b, transpose_b, first), block + first, n);
    };
    std::size_t first = 0;
    for (; first + k_narrow < n; first += k_wide) multiply.template operator()<k_wide>(first);
    if (first < n) multiply.template operator()<k_narrow>(first);
    rows.skip(some.count);
    block += some.count * n;
  }
}

}  // namespace reluscope
