// The product of two matrices, for the VectorTarget that is being compiled. To be included by *_kernels.cpp after
// <hwy/foreach_target.h>, once for every target.

#if defined(RELUSCOPE_PRODUCT_INL) == defined(HWY_TARGET_TOGGLE)
#ifdef RELUSCOPE_PRODUCT_INL
#undef RELUSCOPE_PRODUCT_INL
#else
#define RELUSCOPE_PRODUCT_INL
#endif

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <hwy/highway.h>
#include <type_traits>
#include <utility>

#include "linalg/factor.hpp"
#include "linalg/fused.hpp"

HWY_BEFORE_NAMESPACE();
namespace reluscope::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

// Terms are added up block by block of so many; the part of b that one block needs, a panel, stays in L1 while all rows
// of a are multiplied by it. The sums of a tile, a few rows of a times the panel, stay in registers.
inline constexpr std::size_t k_first_cache_bytes = 32'768, k_panel_bytes = 24'576;
inline constexpr std::size_t k_vectors = 2;  // the width of a panel
inline constexpr std::size_t k_tile_rows =
    HWY_TARGET == HWY_AVX3 || HWY_TARGET == HWY_NEON ? 12 : 6;  // of 32 registers, 16

template <class T>
using Vectors = hn::ScalableTag<T>;
template <class T>
inline constexpr std::size_t k_lanes = HWY_LANES(T);
template <class T>
inline constexpr std::size_t k_panel_columns = k_vectors* k_lanes<T>;
template <class T>
inline constexpr std::size_t k_panel_terms = k_panel_bytes / (k_panel_columns<T> * sizeof(T));

/// a·b + c, rounded once.
template <class D, class V>
HWY_INLINE V multiply_add(D d, V a, V b, V c) {
#if HWY_NATIVE_FMA
  (void)d;
  return hn::MulAdd(a, b, c);
#else
  using T = hn::TFromD<D>;
  constexpr std::size_t k = k_lanes<T>;
  HWY_ALIGN T va[k], vb[k], vc[k];
  hn::Store(a, d, va);
  hn::Store(b, d, vb);
  hn::Store(c, d, vc);
  for (std::size_t i = 0; i < k; ++i) vc[i] = fused_multiply_add(va[i], vb[i], vc[i]);
  return hn::Load(d, vc);
#endif
}

/// A part of b: `terms` rows of `step` values, the first columns of which are multiplied.
template <class T>
struct Panel {
  const T* values;
  std::size_t step, terms;
};

/// c += a·panel for kRows rows of a and kWidth vectors of columns; c begins at 0 if the terms are its first.
template <class T, std::size_t kRows, std::size_t kWidth>
void multiply_tile(const Factor<T>& a, const Panel<T>& panel, bool are_first, T* c, std::size_t c_stride) {
  const Vectors<T> d;
  constexpr std::size_t k = k_lanes<T>;
  decltype(hn::Zero(d)) sums[kRows][kWidth];
#pragma GCC unroll 12
  for (std::size_t r = 0; r < kRows; ++r)
#pragma GCC unroll 2
    for (std::size_t v = 0; v < kWidth; ++v)
      sums[r][v] = are_first ? hn::Zero(d) : hn::LoadU(d, c + r * c_stride + v * k);
  const T* factors = a.values;
  const T* values = panel.values;
  for (std::size_t t = 0; t < panel.terms; ++t, factors += a.column_stride, values += panel.step) {
    decltype(hn::Zero(d)) row[kWidth];
#pragma GCC unroll 2
    for (std::size_t v = 0; v < kWidth; ++v) row[v] = hn::LoadU(d, values + v * k);
#pragma GCC unroll 12
    for (std::size_t r = 0; r < kRows; ++r) {
      const auto factor = hn::Set(d, factors[r * a.row_stride]);
#pragma GCC unroll 2
      for (std::size_t v = 0; v < kWidth; ++v) sums[r][v] = multiply_add(d, factor, row[v], sums[r][v]);
    }
  }
#pragma GCC unroll 12
  for (std::size_t r = 0; r < kRows; ++r)
#pragma GCC unroll 2
    for (std::size_t v = 0; v < kWidth; ++v) hn::StoreU(sums[r][v], d, c + r * c_stride + v * k);
}

/// multiply_tile for 1, 2, … k_tile_rows rows.
template <class T, std::size_t kWidth>
inline constexpr auto k_multiply_tile = []<std::size_t... kRows>(std::index_sequence<kRows...>) {
  return std::array{&multiply_tile<T, kRows + 1, kWidth>...};
}
(std::make_index_sequence<k_tile_rows>());

/// result = bᵀ of 4 × 4 or 8 × 8 floats at a time; b: `columns` rows of `terms` values, b_stride apart.
template <class T>
void transpose_panel(const T* b, std::size_t b_stride, std::size_t columns, std::size_t terms, T* result,
                     std::size_t step) {
  std::size_t whole_columns = 0, whole_terms = 0;
#if HWY_TARGET != HWY_SCALAR
  if constexpr (std::is_same_v<T, float>) {
    const hn::CappedTag<float, 8> d;
    const hn::Repartition<double, decltype(d)> pairs;
    constexpr std::size_t k = HWY_MIN(8, k_lanes<float>);
    whole_columns = columns / k * k;
    whole_terms = terms / k * k;
    const auto interleaved = [&](auto low, auto high, auto& lower, auto& upper) {
      lower = hn::InterleaveLower(d, low, high);
      upper = hn::InterleaveUpper(d, low, high);
    };
    const auto interleaved_pairs = [&](auto low, auto high, auto& lower, auto& upper) {
      lower = hn::BitCast(d, hn::InterleaveLower(pairs, hn::BitCast(pairs, low), hn::BitCast(pairs, high)));
      upper = hn::BitCast(d, hn::InterleaveUpper(pairs, hn::BitCast(pairs, low), hn::BitCast(pairs, high)));
    };
    for (std::size_t i = 0; i < whole_columns; i += k) {
      for (std::size_t t = 0; t < whole_terms; t += k) {
        decltype(hn::Zero(d)) one[k], two[k];
#pragma GCC unroll 8
        for (std::size_t r = 0; r < k; ++r) one[r] = hn::LoadU(d, b + (i + r) * b_stride + t);
#pragma GCC unroll 4
        for (std::size_t r = 0; r < k; r += 2) interleaved(one[r], one[r + 1], two[r], two[r + 1]);
#pragma GCC unroll 2
        for (std::size_t r = 0; r < k; r += 4) {
          interleaved_pairs(two[r], two[r + 2], one[r], one[r + 1]);
          interleaved_pairs(two[r + 1], two[r + 3], one[r + 2], one[r + 3]);
        }
        T* const to = result + t * step + i;
        if constexpr (k == 8) {
#pragma GCC unroll 4
          for (std::size_t r = 0; r < 4; ++r) {
            hn::StoreU(hn::ConcatLowerLower(d, one[r + 4], one[r]), d, to + r * step);
            hn::StoreU(hn::ConcatUpperUpper(d, one[r + 4], one[r]), d, to + (r + 4) * step);
          }
        } else {
#pragma GCC unroll 4
          for (std::size_t r = 0; r < 4; ++r) hn::StoreU(one[r], d, to + r * step);
        }
      }
    }
  }
#endif
  for (std::size_t i = 0; i < columns; ++i)
    for (std::size_t t = i < whole_columns ? whole_terms : 0; t < terms; ++t)
      result[t * step + i] = b[i * b_stride + t];
}

/// A copy of `columns` columns of b as a panel of `width`; what lies beyond its columns does not count.
template <class T>
Panel<T> packed(const Factor<T>& b, std::size_t columns, std::size_t width, T* copy) {
  if (b.row_stride == 1) {
    transpose_panel(b.values, b.column_stride, columns, b.rows, copy, width);
    return {copy, width, b.rows};
  }
  // whole vectors, except for the last rows, behind which there may be nothing
  const std::size_t over = (width - columns + b.row_stride - 1) / b.row_stride, whole = b.rows - std::min(over, b.rows);
  for (std::size_t t = 0; t < whole; ++t)
    for (std::size_t i = 0; i < width; i += k_lanes<T>)
      hn::Store(hn::LoadU(Vectors<T>(), b.values + t * b.row_stride + i), Vectors<T>(), copy + t * width + i);
  for (std::size_t t = whole; t < b.rows; ++t) std::copy_n(b.values + t * b.row_stride, columns, copy + t * width);
  return {copy, width, b.rows};
}

/// All rows of a times a panel, in tiles of nearly equal heights: in one of few rows, sums would wait for one another.
/// finish: see `multiply`.
template <std::size_t kWidth, class T, class Finish>
void multiply_panel(Factor<T> a, const Panel<T>& panel, bool are_first, bool are_last, Tile<T> c,
                    const Finish& finish) {
  constexpr std::size_t k_columns = kWidth * k_lanes<T>;
  const std::size_t tiles = (a.rows + k_tile_rows - 1) / k_tile_rows;
  const bool is_narrow = c.columns < k_columns;
  HWY_ALIGN T wide[k_tile_rows * k_columns];
  for (std::size_t tile = 0, left = a.rows; tile < tiles; ++tile) {
    const std::size_t rows = (left + tiles - tile - 1) / (tiles - tile);
    const auto multiply_rows = k_multiply_tile<T, kWidth>[rows - 1];
    c.rows = rows;
    if (is_narrow) {
      for (std::size_t r = 0; r < rows && !are_first; ++r) std::copy_n(c.row(r), c.columns, wide + r * k_columns);
      multiply_rows(a, panel, are_first, wide, k_columns);
      for (std::size_t r = 0; r < rows; ++r) std::copy_n(wide + r * k_columns, c.columns, c.row(r));
    } else {
      multiply_rows(a, panel, are_first, c.values, c.stride);
    }
    if (are_last) finish(c);
    if (a.columns > 0) a.values += rows * a.row_stride;  // else there may be none at all
    c.skip_rows(rows);
    left -= rows;
  }
}

/// Whether b is read in place: if it lies in L1 as it is, and few tiles use it, a copy costs more than it saves.
template <class T>
bool reads_in_place(std::size_t rows_of_a, const Factor<T>& b) {
  return b.column_stride == 1 && rows_of_a <= 8 * k_tile_rows &&
         b.rows * b.row_stride * sizeof(T) <= k_first_cache_bytes;
}

/// Whether a result is so narrow that vectors along its rows would be idle in part, while a tile has room for as many
/// rows as it has columns: its transpose is computed instead.
template <class T>
bool is_one_column_of_tiles(const MatrixSpan<T>& result) {
  return result.columns <= k_tile_rows && result.columns < k_lanes<T> && result.rows >= k_lanes<T>;
}

/// The same as `multiply` by resultᵀ = bᵀ·aᵀ, a panel of columns of aᵀ, which are rows of a, at a time.
template <class T, class Finish>
void multiply_narrow(const Factor<T>& a, const Factor<T>& b, MatrixSpan<T> result, bool adds, const Finish& finish,
                     T* copy) {
  constexpr std::size_t k_columns = k_panel_columns<T>;
  HWY_ALIGN T sums[k_tile_rows * k_columns];
  const Factor<T> left(b.values, b.columns, b.rows, b.column_stride, b.row_stride);
  const Factor<T> right(a.values, a.columns, a.rows, a.column_stride, a.row_stride);
  const std::size_t n = result.columns, terms = a.columns;
  for (std::size_t first = 0; first < result.rows; first += k_columns) {
    const std::size_t rows = std::min(k_columns, result.rows - first);
    const Tile<T> tile{result.values + first * result.stride, result.stride, first, 0, rows, n};
    for (std::size_t i = 0; i < n && adds; ++i)
      for (std::size_t r = 0; r < rows; ++r) sums[i * k_columns + r] = tile.row(r)[i];
    for (std::size_t term = 0; term == 0 || term < terms; term += k_panel_terms<T>) {
      const std::size_t count = std::min(k_panel_terms<T>, terms - term);
      const Factor<T> part = right.part(term, count, first, rows);
      const bool is_read_in_place = right.column_stride == 1 && rows == k_columns;
      const Panel<T> panel =
          is_read_in_place ? Panel<T>{part.values, part.row_stride, count} : packed(part, rows, k_columns, copy);
      k_multiply_tile<T, k_vectors>[n - 1](left.part(0, n, term, count), panel, term == 0 && !adds, sums, k_columns);
    }
    for (std::size_t r = 0; r < rows; ++r)
      for (std::size_t i = 0; i < n; ++i) tile.row(r)[i] = sums[i * k_columns + r];
    finish(tile);
  }
}

/// result = a·b, or result += a·b if `adds`; a: rows × terms, b: terms × columns. Every value is the sum of its terms
/// in their order, each added by one fused multiply-add to the sum before, the first to 0 (or to what was there).
/// finish(tile) is called for every part of the result that is final.
template <class T, class Finish>
void multiply(const Factor<T>& a, const Factor<T>& b, MatrixSpan<T> result, bool adds, const Finish& finish) {
  constexpr std::size_t k_columns = k_panel_columns<T>, k = k_lanes<T>;
  HWY_ALIGN T copy[k_panel_terms<T> * k_columns];
  const std::size_t terms = a.columns;
  if constexpr (k_lanes < T >> 1)
    if (is_one_column_of_tiles<T>(result)) return multiply_narrow(a, b, result, adds, finish, copy);
  const bool is_read_in_place = reads_in_place(a.rows, b);
  for (std::size_t first = 0; first < result.columns; first += k_columns) {
    const std::size_t columns = std::min(k_columns, result.columns - first), width = columns <= k ? k : k_columns;
    for (std::size_t term = 0; term == 0 || term < terms; term += k_panel_terms<T>) {
      const std::size_t count = std::min(k_panel_terms<T>, terms - term);
      const Factor<T> part = b.part(term, count, first, columns);
      const Panel<T> panel = is_read_in_place && columns == width ? Panel<T>{part.values, b.row_stride, count}
                                                                  : packed(part, columns, width, copy);
      const Factor<T> of_a = a.part(0, a.rows, term, count);
      const bool are_first = term == 0 && !adds, are_last = term + count == terms;
      const Tile<T> tile{result.values + first, result.stride, 0, first, 0, columns};
      if (width == k)
        multiply_panel<1>(of_a, panel, are_first, are_last, tile, finish);
      else
        multiply_panel<k_vectors>(of_a, panel, are_first, are_last, tile, finish);
    }
  }
}

}  // namespace reluscope::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
