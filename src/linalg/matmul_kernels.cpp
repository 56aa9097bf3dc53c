#include <array>
#include <stdexcept>
#include <string>

#include "linalg/matmul.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "linalg/matmul_kernels.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "linalg/dispatch.hpp"
#include "linalg/product-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace reluscope::HWY_NAMESPACE {
namespace {

template <class T>
void multiply_factors(const Factor<T>& a, const Factor<T>& b, MatrixSpan<T> result, bool adds) {
  multiply(a, b, result, adds, [](const Tile<T>&) {});
}

}  // namespace
}  // namespace reluscope::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace reluscope {
namespace {

template <class T>
std::string shape(const Factor<T>& m) {
  return std::to_string(m.rows) + " × " + std::to_string(m.columns);
}

}  // namespace

template <class T>
void check_product(const Factor<T>& a, const Factor<T>& b, MatrixView<T> result) {
  if (a.columns != b.rows || result.rows() != a.rows || result.columns() != b.columns)
    throw std::invalid_argument("matmul: " + shape(a) + " · " + shape(b) + " does not give " +
                                shape(Factor<T>(result)));
}

template <class T>
void matmul(const Factor<T>& a, const Factor<T>& b, MatrixView<T> result) {
  check_product(a, b, result);
  RELUSCOPE_DISPATCH(multiply_factors<T>)
  (a, b, {result.data(), result.rows(), result.columns(), result.columns()}, false);
}

template void check_product(const Factor<float>&, const Factor<float>&, MatrixView<float>);
template void check_product(const Factor<double>&, const Factor<double>&, MatrixView<double>);
template void matmul(const Factor<float>&, const Factor<float>&, MatrixView<float>);
template void matmul(const Factor<double>&, const Factor<double>&, MatrixView<double>);

void add_gram(MatrixView<const double> a, Transpose transpose_a, MatrixView<double> result) {
  const Factor<double> rows(a, transpose_a);
  const Factor<double> columns(a, transpose_a == Transpose::yes ? Transpose::no : Transpose::yes);
  check_product(rows, columns, result);
  constexpr std::size_t k_columns = 64;
  const std::size_t n = rows.rows, terms = rows.columns;
  for (std::size_t first = 0; first < n; first += k_columns) {
    const std::size_t count = std::min(k_columns, n - first);
    RELUSCOPE_DISPATCH(multiply_factors<double>)
    (rows.part(first, n - first, 0, terms), columns.part(0, terms, first, count),
     {result.row(first).data() + first, n - first, count, n}, true);
  }
}

}  // namespace reluscope
#endif
