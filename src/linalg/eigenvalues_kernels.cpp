#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>

#include "linalg/eigenvalues.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "linalg/eigenvalues_kernels.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "linalg/dispatch.hpp"

HWY_BEFORE_NAMESPACE();
namespace reluscope::HWY_NAMESPACE {
namespace {

/// Σ x·y, in a fixed number of partial sums whatever the width of the vectors.
double dot(const double* x, const double* y, std::size_t n) {
  constexpr std::size_t k_lanes = 16;
  double lanes[k_lanes] = {};
  std::size_t k = 0;
  for (; k + k_lanes <= n; k += k_lanes)
    for (std::size_t i = 0; i < k_lanes; ++i) lanes[i] += x[k + i] * y[k + i];
  for (std::size_t i = 0; k < n; ++k, ++i) lanes[i] += x[k] * y[k];
  double sum = 0;
  for (const double lane : lanes) sum += lane;
  return sum;
}

/// result = a·v; a: the lower triangle of a symmetric n × n matrix, its rows `stride` apart.
void multiply_symmetric(const double* a, std::size_t stride, const double* v, std::size_t n, double* result) {
  std::fill_n(result, n, 0.0);
  for (std::size_t i = 0; i < n; ++i, a += stride) {
    const double factor = v[i];
    result[i] += dot(a, v, i) + a[i] * factor;
    for (std::size_t k = 0; k < i; ++k) result[k] += a[k] * factor;
  }
}

/// a −= v·wᵀ + w·vᵀ, in the lower triangle.
void subtract_products(double* a, std::size_t stride, const double* v, const double* w, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i, a += stride)
    for (std::size_t k = 0; k <= i; ++k) a[k] -= v[i] * w[k] + w[i] * v[k];
}

/// Overwrites the matrix; diagonal: n values, beside: n − 1 values (written). Row i, from the last up, is reflected
/// onto its value beside the diagonal, which leaves the i × i matrix above and left of it to do.
void reduce_to_tridiagonal(double* a, std::size_t n, double* diagonal, double* beside) {
  std::vector<double> product(n);
  for (std::size_t i = n; i-- > 1;) {
    double* const v = a + i * n;  // the i values left of the diagonal
    diagonal[i] = v[i];
    const double scale =
        std::abs(*std::max_element(v, v + i, [](double x, double y) { return std::abs(x) < std::abs(y); }));
    beside[i - 1] = v[i - 1];
    if (scale == 0 || i == 1) continue;
    for (std::size_t k = 0; k < i; ++k) v[k] /= scale;  // so that no square leaves the range
    const double length = std::sqrt(dot(v, v, i)), end = v[i - 1] > 0 ? -length : length;
    beside[i - 1] = scale * end;
    v[i - 1] -= end;
    const double square = dot(v, v, i);
    if (square == 0) continue;
    multiply_symmetric(a, n, v, i, product.data());
    const double beta = 2 / square;
    for (std::size_t k = 0; k < i; ++k) product[k] *= beta;
    const double half = beta / 2 * dot(v, product.data(), i);
    for (std::size_t k = 0; k < i; ++k) product[k] -= half * v[k];
    subtract_products(a, n, v, product.data(), i);
  }
  diagonal[0] = a[0];
}

}  // namespace
}  // namespace reluscope::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace reluscope {
namespace {

/// √(x² + y²) without leaving the range.
double length(double x, double y) {
  const double greater = std::max(std::abs(x), std::abs(y)), smaller = std::min(std::abs(x), std::abs(y));
  return greater == 0 ? 0 : greater * std::sqrt(1 + (smaller / greater) * (smaller / greater));
}

/// Of the tridiagonal matrix: its eigenvalues end in `diagonal`. beside[k]: between k and k + 1; the last is 0.
void find_eigenvalues(std::vector<double>& diagonal, std::vector<double>& beside) {
  constexpr int k_most_sweeps = 60;  // 2 to 3 are usual
  const std::size_t n = diagonal.size();
  for (std::size_t first = 0; first < n; ++first) {
    for (int sweep = 0; sweep < k_most_sweeps; ++sweep) {
      std::size_t last = first;  // of the block that is not yet split
      const auto is_negligible = [&](std::size_t k) {
        return std::abs(beside[k]) <=
               std::numeric_limits<double>::epsilon() * (std::abs(diagonal[k]) + std::abs(diagonal[k + 1]));
      };
      while (last + 1 < n && !is_negligible(last)) ++last;
      if (last == first) break;
      // Wilkinson's shift, from the block's first 2 × 2 matrix
      const double slope = (diagonal[first + 1] - diagonal[first]) / (2 * beside[first]), root = length(slope, 1);
      double bulge = diagonal[last] - diagonal[first] + beside[first] / (slope + std::copysign(root, slope));
      double sine = 1, cosine = 1, shift = 0;
      bool is_split = false;
      for (std::size_t k = last; k-- > first;) {
        const double pushed = sine * beside[k], kept = cosine * beside[k], size = length(pushed, bulge);
        beside[k + 1] = size;
        if (size == 0) {
          diagonal[k + 1] -= shift;
          beside[last] = 0;
          is_split = true;
          break;
        }
        sine = pushed / size;
        cosine = bulge / size;
        bulge = diagonal[k + 1] - shift;
        const double rotated = (diagonal[k] - bulge) * sine + 2 * cosine * kept;
        shift = sine * rotated;
        diagonal[k + 1] = bulge + shift;
        bulge = cosine * rotated - kept;
      }
      if (is_split) continue;
      diagonal[first] -= shift;
      beside[first] = bulge;
      beside[last] = 0;
    }
  }
}

}  // namespace

std::vector<double> eigenvalues(MatrixView<double> symmetric) {
  const std::size_t n = symmetric.rows();
  assert(n == symmetric.columns());
  if (n == 0) return {};
  std::vector<double> diagonal(n), beside(n);
  RELUSCOPE_DISPATCH(reduce_to_tridiagonal)(symmetric.data(), n, diagonal.data(), beside.data());
  find_eigenvalues(diagonal, beside);
  return diagonal;
}

}  // namespace reluscope
#endif
