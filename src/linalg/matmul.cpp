#include "linalg/matmul.hpp"

#include <array>
#include <stdexcept>
#include <string>
#include <xtensor-blas/xblas.hpp>
#include <xtensor/xadapt.hpp>

#include "linalg/openblas.hpp"
#include "linalg/panel_product.hpp"

namespace reluscope {
namespace {

/// Gram matrices of at most so many rows are one product. Computing the triangle alone takes half the time, but gives
/// other last digits.
constexpr std::size_t k_small_gram = 512;

template <class T>
std::string shape(MatrixView<T> m, bool transposed) {
  const std::string text = std::to_string(m.rows()) + " × " + std::to_string(m.columns());
  return transposed ? "(" + text + ")ᵀ" : text;
}

template <class T>
auto tensor(MatrixView<T> m) {
  return xt::adapt(m.data(), m.size(), xt::no_ownership(), std::array{m.rows(), m.columns()});
}

}  // namespace

template <class T>
void matmul(MatrixView<const T> a, Transpose transpose_a, MatrixView<const T> b, Transpose transpose_b,
            MatrixView<T> result, const Epilogue<T>& epilogue) {
  const bool ta = transpose_a == Transpose::yes, tb = transpose_b == Transpose::yes;
  const std::size_t m = ta ? a.columns() : a.rows(), k = ta ? a.rows() : a.columns();
  const std::size_t n = tb ? b.rows() : b.columns(), other_k = tb ? b.columns() : b.rows();
  if (k != other_k || result.rows() != m || result.columns() != n)
    throw std::invalid_argument("matmul: " + shape(a, ta) + " · " + shape(b, tb) + " does not give " +
                                shape(result, false));
  if constexpr (std::is_same_v<T, float>)
    if (fits_panels(k) && has_avx2_kernels())
      return multiply_by_panels(a, transpose_a, b, transpose_b, result, epilogue);
  auto product = tensor(result);
  xt::blas::gemm(tensor(a), tensor(b), product, ta, tb, T(1), T(0));
  apply(epilogue, result);
}

template void matmul<float>(MatrixView<const float>, Transpose, MatrixView<const float>, Transpose, MatrixView<float>,
                            const Epilogue<float>&);
template void matmul<double>(MatrixView<const double>, Transpose, MatrixView<const double>, Transpose,
                             MatrixView<double>, const Epilogue<double>&);

void add_gram(MatrixView<const double> a, Transpose transpose_a, MatrixView<double> result) {
  const bool by_columns = transpose_a == Transpose::yes;
  const std::size_t n = by_columns ? a.columns() : a.rows(), k = by_columns ? a.rows() : a.columns();
  if (result.rows() != n || result.columns() != n)
    throw std::invalid_argument("add_gram: " + shape(a, by_columns) + " does not give " + shape(result, false));
  const auto index = [](std::size_t i) { return static_cast<xt::blas_index_t>(i); };
  auto sum = tensor(result);
  if (n <= k_small_gram)
    xt::blas::gemm(tensor(a), tensor(a), sum, by_columns, !by_columns, 1.0, 1.0);
  else
    cxxblas::syrk<xt::blas_index_t>(cxxblas::RowMajor, cxxblas::Lower, by_columns ? cxxblas::Trans : cxxblas::NoTrans,
                                    index(n), index(k), 1.0, a.data(), index(a.columns()), 1.0, sum.data(), index(n));
}

}  // namespace reluscope
