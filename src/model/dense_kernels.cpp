#include <algorithm>
#include <cassert>

#include "linalg/matmul.hpp"
#include "model/dense.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "model/dense_kernels.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "linalg/dispatch.hpp"
#include "linalg/product-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace reluscope::HWY_NAMESPACE {
namespace {

/// result = a·b + bias, a value for each column.
template <class T>
void multiply_and_add(const Factor<T>& a, const Factor<T>& b, const T* bias, MatrixSpan<T> result) {
  multiply(a, b, result, false, [bias](const Tile<T>& tile) {
    for (std::size_t r = 0; r < tile.rows; ++r)
      for (std::size_t c = 0; c < tile.columns; ++c) tile.row(r)[c] += bias[tile.first_column + c];
  });
}

/// result = max(0, a·b + bias), as Relu writes it.
template <class T>
void multiply_and_rectify(const Factor<T>& a, const Factor<T>& b, const T* bias, MatrixSpan<T> result) {
  multiply(a, b, result, false, [bias](const Tile<T>& tile) {
    for (std::size_t r = 0; r < tile.rows; ++r)
      for (std::size_t c = 0; c < tile.columns; ++c)
        tile.row(r)[c] = rectified(tile.row(r)[c] + bias[tile.first_column + c]);
  });
}

/// result = a·b, 0 for the units that are closed; h: their activations, with the layout of the result.
template <class T>
void multiply_and_mask(const Factor<T>& a, const Factor<T>& b, const T* h, int gradient_at_zero, MatrixSpan<T> result) {
  const auto mask = [&](auto is_open) {
    multiply(a, b, result, false, [&](const Tile<T>& tile) {
      const T* activation = h + tile.first_row * result.columns + tile.first_column;
      for (std::size_t r = 0; r < tile.rows; ++r, activation += result.columns)
        for (std::size_t c = 0; c < tile.columns; ++c) tile.row(r)[c] = is_open(activation[c]) ? tile.row(r)[c] : T(0);
    });
  };
  if (gradient_at_zero == 0)
    mask([](T value) { return is_positive(value); });
  else
    mask([](T value) { return is_not_negative(value); });
}

/// Some rows at a time, so that a sum is not stored and loaded again for every row; plainly it takes 2 to 6 times as
/// long. dz: rows of `units` values, `stride` apart.
template <class T>
void sum_rows(const T* dz, std::size_t rows, std::size_t units, std::size_t stride, T* sum) {
  constexpr std::size_t k_rows = 8;
  std::fill_n(sum, units, T(0));
  for (; rows >= k_rows; rows -= k_rows, dz += k_rows * stride) {
    for (std::size_t i = 0; i < units; ++i) {
      T s = sum[i];
      for (std::size_t j = 0; j < k_rows; ++j) s += dz[j * stride + i];
      sum[i] = s;
    }
  }
  for (; rows > 0; --rows, dz += stride)
    for (std::size_t i = 0; i < units; ++i) sum[i] += dz[i];
}

}  // namespace
}  // namespace reluscope::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace reluscope {
namespace {

template <class T>
MatrixSpan<T> span_of(MatrixView<T> m) {
  return {m.data(), m.rows(), m.columns(), m.columns()};
}

}  // namespace

template <class T>
void Dense<T>::product(std::span<const T> parameters, MatrixView<const T> x, MatrixView<T> z) const {
  assert(parameters.size() == parameter_count());
  matmul<T>(x, Transpose::no, weights(parameters), Transpose::yes, z);
}

template <class T>
void Dense<T>::forward(std::span<const T> parameters, MatrixView<const T> x, MatrixView<T> z) const {
  const Factor<T> inputs(x), columns(weights(parameters), Transpose::yes);
  check_product(inputs, columns, z);
  RELUSCOPE_DISPATCH(multiply_and_add<T>)(inputs, columns, bias(parameters).data(), span_of(z));
}

template <class T>
void Dense<T>::forward(std::span<const T> parameters, MatrixView<const T> x, MatrixView<T> h, const Relu<T>&) const {
  const Factor<T> inputs(x), columns(weights(parameters), Transpose::yes);
  check_product(inputs, columns, h);
  RELUSCOPE_DISPATCH(multiply_and_rectify<T>)(inputs, columns, bias(parameters).data(), span_of(h));
}

template <class T>
void Dense<T>::backward_parameters(MatrixView<const T> x, MatrixView<const T> dz, std::span<T> gradient,
                                   Share share) const {
  assert(gradient.size() == parameter_count());
  const MatrixView<T> dw = weights(gradient);
  const Factor<T> delta(dz, Transpose::yes);
  const std::size_t first = share.begin(m_units), units = share.end(m_units) - first;
  if (units == 0) return;
  matmul<T>(delta.part(first, units, 0, dz.rows()), Factor<T>(x), dw.rows(first, units));
  RELUSCOPE_DISPATCH(sum_rows<T>)(dz.data() + first, dz.rows(), units, m_units, bias(gradient).data() + first);
}

template <class T>
void Dense<T>::backward_inputs(std::span<const T> parameters, MatrixView<const T> dz, MatrixView<T> dx) const {
  matmul<T>(dz, Transpose::no, weights(parameters), Transpose::no, dx);
}

template <class T>
void Dense<T>::backward_inputs(std::span<const T> parameters, MatrixView<const T> dz, MatrixView<const T> h,
                               MatrixView<T> dz_below, const Relu<T>& relu) const {
  const Factor<T> delta(dz), rows(weights(parameters));
  check_product(delta, rows, dz_below);
  assert(h.rows() == dz_below.rows() && h.columns() == dz_below.columns());
  RELUSCOPE_DISPATCH(multiply_and_mask<T>)(delta, rows, h.data(), relu.gradient_at_zero(), span_of(dz_below));
}

template class Dense<float>;
template class Dense<double>;

}  // namespace reluscope
#endif
