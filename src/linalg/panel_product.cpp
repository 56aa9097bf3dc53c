#include "linalg/panel_product.hpp"

#include <algorithm>
#include <cassert>
#include <cstdint>

#include "linalg/eight.hpp"
#include "linalg/transpose.hpp"

#if defined(__x86_64__)
#include <immintrin.h>
#define RELUSCOPE_AVX2 [[gnu::target("avx2,fma")]]
#else
#define RELUSCOPE_AVX2
#endif

namespace reluscope {
namespace {

// A panel, some columns of op(b), stays in L1 while all rows of op(a) are multiplied by it. The tile of results of a
// few rows stays in registers: 6 × 2 sums, 2 vectors of the panel and a factor are 15 of 16. A panel of a single vector
// takes twice as many rows; one of four is for products of at most 3 rows, as fewer sums would wait for one another.
// Rows are multiplied in blocks that fit in L2.
constexpr std::size_t k_lanes = sizeof(Eight) / sizeof(float);
constexpr std::size_t k_widest = 4 * k_lanes, k_wide = 2 * k_lanes, k_narrow = k_lanes;
constexpr std::size_t k_sums = 12;
constexpr std::size_t k_few = k_sums * k_lanes / k_widest;
constexpr std::size_t k_most_terms = 320;
constexpr std::size_t k_block_values = std::size_t{1} << 17;

/// a · b + c, each with one rounding.
[[gnu::always_inline]] RELUSCOPE_AVX2 inline Eight multiply_add(float a, Eight b, Eight c) {
#if defined(__x86_64__)
  return _mm256_fmadd_ps(_mm256_set1_ps(a), b, c);
#else
  return a * b + c;  // unused: `fits_panels` is false
#endif
}

/// op(a), with the strides between its rows and between the terms of a row.
struct RowsOfA {
  const float* values;
  std::size_t count, terms, row_stride, term_stride;

  RowsOfA(MatrixView<const float> a, Transpose transpose)
      : values(a.data()),
        count(transpose == Transpose::yes ? a.columns() : a.rows()),
        terms(transpose == Transpose::yes ? a.rows() : a.columns()),
        row_stride(transpose == Transpose::yes ? 1 : terms),
        term_stride(transpose == Transpose::yes ? count : 1) {}

  RowsOfA first(std::size_t n) const {
    RowsOfA rows = *this;
    rows.count = std::min(n, count);
    return rows;
  }
  void skip(std::size_t n) {
    values += n * row_stride;
    count -= n;
  }
};

/// Columns of op(b), from `first` on: terms × Width, padded with zeros. Columns that are used only once are read in
/// place if possible.
template <std::size_t Width>
class Panel {
 public:
  Panel(MatrixView<const float> b, Transpose transpose_b, std::size_t first, bool is_used_once)
      : m_terms(transpose_b == Transpose::yes ? b.columns() : b.rows()) {
    assert(fits_panels(m_terms));
    const std::size_t all = transpose_b == Transpose::yes ? b.rows() : b.columns();
    m_columns = std::min(Width, all - first);
    if (is_used_once && m_columns == Width && transpose_b == Transpose::no) {
      m_values = b.data() + first;
      m_step = all;
      return;
    }
    if (m_columns < Width) std::fill_n(m_copy, m_terms * Width, 0.0F);
    if (transpose_b == Transpose::yes)
      copy_rows(b.rows(first, m_columns));
    else
      copy_columns(b.data() + first, b.columns());
  }
  Panel(const Panel&) = delete;
  Panel& operator=(const Panel&) = delete;

  std::size_t terms() const { return m_terms; }
  std::size_t columns() const { return m_columns; }
  const float* values() const { return m_values; }
  std::size_t step() const { return m_step; }

 private:
  RELUSCOPE_AVX2 void copy_rows(MatrixView<const float> rows) {
    if (m_columns == Width) return transpose_into(rows, MatrixView<float>(m_copy, m_terms, Width));
    for (std::size_t i = 0; i < m_columns; ++i)
      for (std::size_t t = 0; t < m_terms; ++t) m_copy[t * Width + i] = rows.row(i)[t];
  }

  RELUSCOPE_AVX2 void copy_columns(const float* row, std::size_t stride) {
    float* const end = m_copy + m_terms * Width;
    if (m_columns == Width)
      for (float* values = m_copy; values != end; values += Width, row += stride)
        for (std::size_t i = 0; i < Width; i += k_lanes) eight_at(values + i) = eight_at(row + i);
    else
      for (float* values = m_copy; values != end; values += Width, row += stride)
        for (std::size_t i = 0; i < m_columns; ++i) values[i] = row[i];
  }

  std::size_t m_terms, m_columns, m_step = Width;
  const float* m_values = m_copy;
  alignas(64) float m_copy[k_most_terms * Width];
};

/// The tile of the result that is written next, with rows `stride` apart; `size` values of the result begin here. What
/// follows a row is written later. The operand of the epilogue has the layout of the result, or is one row for all.
struct OutputTile {
  float* values;
  std::size_t stride, size;
  Epilogue<float> epilogue;
  std::size_t operand_stride;

  OutputTile(MatrixView<float> result, const Epilogue<float>& epilogue_)
      : values(result.data()),
        stride(result.columns()),
        size(result.size()),
        epilogue(epilogue_),
        operand_stride(epilogue.kind == EpilogueKind::bias_relu ? 0 : stride) {}

  void skip_rows(std::size_t n) {
    values += n * stride;
    size -= n * stride;
    if (epilogue.operand != nullptr) epilogue.operand += n * operand_stride;
  }
  void skip_columns(std::size_t n) {
    values += n;
    size -= n;
    if (epilogue.operand != nullptr) epilogue.operand += n;
  }
};

/// The values after the epilogue, as by `apply`.
template <EpilogueKind What>
[[gnu::always_inline]] RELUSCOPE_AVX2 inline Eight after_epilogue(Eight values, const float* operand) {
  constexpr Eight k_zero = {};
  if constexpr (What == EpilogueKind::bias_relu) {
    const Eight z = values + eight_at(operand);
    return z < k_zero ? -k_zero : z + k_zero;
  } else if constexpr (What == EpilogueKind::relu_mask) {
    return eight_at(operand) > k_zero ? values : k_zero;
  } else {
    typedef std::int32_t EightBits __attribute__((vector_size(sizeof(Eight))));
    return reinterpret_cast<EightBits>(eight_at(operand)) < EightBits{} ? k_zero : values;
  }
}

/// The rows of a tile, whole.
template <EpilogueKind What, std::size_t Count, std::size_t Vectors>
[[gnu::always_inline]] RELUSCOPE_AVX2 inline void write(const Eight (&sums)[Count][Vectors], const OutputTile& tile) {
#pragma GCC unroll 12
  for (std::size_t j = 0; j < Count; ++j) {
#pragma GCC unroll 4
    for (std::size_t v = 0; v < Vectors; ++v) {
      Eight& values = eight_at(tile.values + j * tile.stride + v * k_lanes);
      if constexpr (What == EpilogueKind::none)
        values = sums[j][v];
      else
        values = after_epilogue<What>(sums[j][v], tile.epilogue.operand + j * tile.operand_stride + v * k_lanes);
    }
  }
}

/// The rows of a tile, each up to the panel's last column.
template <std::size_t Count, std::size_t Width>
void write_narrow(const float (&sums)[Count][Width], std::size_t columns, const OutputTile& tile) {
  OutputTile row = tile;
  for (std::size_t j = 0; j < Count; ++j, row.skip_rows(1)) {
    std::copy_n(sums[j], columns, row.values);
    apply(row.epilogue, MatrixView<float>(row.values, 1, columns));
  }
}

/// The first `Count` rows times the panel. If there is room, rows are written whole, padding included.
template <std::size_t Count, std::size_t Width>
RELUSCOPE_AVX2 void multiply_tile(const RowsOfA& rows, const Panel<Width>& panel, const OutputTile& tile) {
  constexpr std::size_t k_vectors = Width / k_lanes;
  Eight sums[Count][k_vectors] = {};
  const float* factors = rows.values;
  const float* values = panel.values();
  for (std::size_t t = 0; t < panel.terms(); ++t, factors += rows.term_stride, values += panel.step())
#pragma GCC unroll 12
    for (std::size_t j = 0; j < Count; ++j)
#pragma GCC unroll 4
      for (std::size_t v = 0; v < k_vectors; ++v)
        sums[j][v] = multiply_add(factors[j * rows.row_stride], eight_at(values + v * k_lanes), sums[j][v]);

  if ((Count - 1) * tile.stride + Width > tile.size) {
    float wide[Count][Width];
#pragma GCC unroll 12
    for (std::size_t j = 0; j < Count; ++j)
#pragma GCC unroll 4
      for (std::size_t v = 0; v < k_vectors; ++v) eight_at(&wide[j][v * k_lanes]) = sums[j][v];
    return write_narrow(wide, panel.columns(), tile);
  }
  switch (tile.epilogue.kind) {
    case EpilogueKind::none:
      return write<EpilogueKind::none>(sums, tile);
    case EpilogueKind::bias_relu:
      return write<EpilogueKind::bias_relu>(sums, tile);
    case EpilogueKind::relu_mask:
      return write<EpilogueKind::relu_mask>(sums, tile);
    case EpilogueKind::relu_mask_open_at_zero:
      return write<EpilogueKind::relu_mask_open_at_zero>(sums, tile);
  }
}

/// `tiles` tiles of `Count` rows times the panel.
template <std::size_t Count, std::size_t Width>
void multiply_tiles(std::size_t tiles, RowsOfA& rows, const Panel<Width>& panel, OutputTile& tile) {
  for (; tiles > 0; --tiles, rows.skip(Count), tile.skip_rows(Count)) multiply_tile<Count>(rows, panel, tile);
}

/// All rows times the panel, at most `Count` at a time, in tiles of nearly equal size: in one of few rows, sums would
/// wait for one another.
template <std::size_t Count, std::size_t Width>
void multiply_panel(RowsOfA rows, const Panel<Width>& panel, OutputTile tile) {
  const std::size_t tiles = (rows.count + Count - 1) / Count, missing = tiles * Count - rows.count;
  if (missing <= tiles) {
    multiply_tiles<Count>(tiles - missing, rows, panel, tile);
    if constexpr (Count > 1) multiply_tiles<Count - 1>(missing, rows, panel, tile);
  } else if constexpr (Count > 1) {
    multiply_panel<Count - 1>(rows, panel, tile);
  }
}

/// All rows times the columns of op(b) from `first` on that make a panel.
template <std::size_t Width>
void multiply_columns(const RowsOfA& rows, MatrixView<const float> b, Transpose transpose_b, std::size_t first,
                      OutputTile tile) {
  constexpr std::size_t k_rows = k_sums * k_lanes / Width;
  const Panel<Width> panel(b, transpose_b, first, rows.count <= k_rows);
  tile.skip_columns(first);
  float bias[Width] = {};
  if (tile.epilogue.kind == EpilogueKind::bias_relu && panel.columns() < Width) {
    std::copy_n(tile.epilogue.operand, panel.columns(), bias);
    tile.epilogue.operand = bias;
  }
  multiply_panel<k_rows>(rows, panel, tile);
}

/// All rows times op(b), from its last columns to its first: padding written past the last column is overwritten by the
/// first of the next row.
void multiply(const RowsOfA& rows, MatrixView<const float> b, Transpose transpose_b, const OutputTile& tile) {
  const std::size_t over = tile.stride % k_wide;
  std::size_t first = tile.stride - over;
  if (over > k_narrow)
    multiply_columns<k_wide>(rows, b, transpose_b, first, tile);
  else if (over > 0)
    multiply_columns<k_narrow>(rows, b, transpose_b, first, tile);
  const bool is_widest = rows.count <= k_few && first % k_widest == 0;
  while (first > 0) {
    first -= is_widest ? k_widest : k_wide;
    if (is_widest)
      multiply_columns<k_widest>(rows, b, transpose_b, first, tile);
    else
      multiply_columns<k_wide>(rows, b, transpose_b, first, tile);
  }
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
                        Transpose transpose_b, MatrixView<float> result, const Epilogue<float>& epilogue) {
  RowsOfA rows(a, transpose_a);
  OutputTile tile(result, epilogue);
  const std::size_t at_once = k_block_values / std::max<std::size_t>(rows.terms, 1);
  while (rows.count > 0) {
    const RowsOfA some = rows.first(at_once);
    multiply(some, b, transpose_b, tile);
    rows.skip(some.count);
    tile.skip_rows(some.count);
  }
}

}  // namespace reluscope
