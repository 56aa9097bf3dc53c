#include "linalg/transpose.hpp"

#include <cassert>
#include <type_traits>

#include "linalg/eight.hpp"
#include "linalg/vectorise.hpp"

namespace reluscope {
namespace {

constexpr std::size_t k_tile = 8;

/// 8 × 8 values; the strides are between rows. Pairs of rows are interleaved, then pairs of pairs, then halves, which
/// no compiler finds by itself.
[[gnu::always_inline]] inline void transpose_tile(const float* a, std::size_t stride, float* result,
                                                  std::size_t result_stride) {
  Eight one[k_tile], two[k_tile];
  for (std::size_t i = 0; i < k_tile; ++i) one[i] = eight_at(a + i * stride);
  for (std::size_t i = 0; i < k_tile; i += 2) {
    two[i] = __builtin_shufflevector(one[i], one[i + 1], 0, 8, 1, 9, 4, 12, 5, 13);
    two[i + 1] = __builtin_shufflevector(one[i], one[i + 1], 2, 10, 3, 11, 6, 14, 7, 15);
  }
  for (std::size_t i = 0; i < k_tile; i += 4) {
    for (std::size_t k = 0; k < 2; ++k) {
      one[i + 2 * k] = __builtin_shufflevector(two[i + k], two[i + k + 2], 0, 1, 8, 9, 4, 5, 12, 13);
      one[i + 2 * k + 1] = __builtin_shufflevector(two[i + k], two[i + k + 2], 2, 3, 10, 11, 6, 7, 14, 15);
    }
  }
  for (std::size_t k = 0; k < k_tile / 2; ++k) {
    float* const row = result + k * result_stride;
    eight_at(row) = __builtin_shufflevector(one[k], one[k + 4], 0, 1, 2, 3, 8, 9, 10, 11);
    eight_at(row + 4 * result_stride) = __builtin_shufflevector(one[k], one[k + 4], 4, 5, 6, 7, 12, 13, 14, 15);
  }
}

/// a: m × n, of which only whole tiles are transposed.
RELUSCOPE_VECTORISE void transpose_tiles(const float* a, std::size_t m, std::size_t n, float* result) {
  for (std::size_t i = 0; i + k_tile <= m; i += k_tile)
    for (std::size_t k = 0; k + k_tile <= n; k += k_tile) transpose_tile(a + i * n + k, n, result + k * m + i, m);
}

}  // namespace

template <class T>
void transpose_into(MatrixView<const T> a, MatrixView<T> result) {
  const std::size_t m = a.rows(), n = a.columns();
  assert(result.rows() == n && result.columns() == m);
  std::size_t whole_rows = 0, whole_columns = 0;
  if constexpr (std::is_same_v<T, float>) {
    transpose_tiles(a.data(), m, n, result.data());
    whole_rows = m / k_tile * k_tile;
    whole_columns = n / k_tile * k_tile;
  }
  for (std::size_t i = 0; i < m; ++i)
    for (std::size_t k = i < whole_rows ? whole_columns : 0; k < n; ++k) result.row(k)[i] = a.row(i)[k];
}

template void transpose_into<float>(MatrixView<const float>, MatrixView<float>);
template void transpose_into<double>(MatrixView<const double>, MatrixView<double>);

}  // namespace reluscope
