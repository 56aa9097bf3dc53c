#include <algorithm>
#include <cassert>
#include <type_traits>

#include "linalg/matmul.hpp"
#include "model/activation_functions.hpp"
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

/// A step on tiles that is called through a pointer, so that `multiply` is compiled once for all of them.
template <class T>
struct IndirectStep {
  const void* step;
  void (*call)(const void* step, const Tile<T>& tile);

  void operator()(const Tile<T>& tile) const { call(step, tile); }
};

template <class T, class Step>
IndirectStep<T> indirect(const Step& step) {
  return {&step, [](const void* p, const Tile<T>& tile) { (*static_cast<const Step*>(p))(tile); }};
}

/// result = f(a·b + bias), and z = a·b + bias, with the layout of the result, unless it is null. The ReLU is worth a
/// product of its own; for other functions a call a tile is nothing.
template <class T>
void multiply_and_activate(const Factor<T>& a, const Factor<T>& b, const T* bias, const Activation& activation, T* z,
                           MatrixSpan<T> result) {
  const auto rectify = [bias](const Tile<T>& tile) {
    for (std::size_t r = 0; r < tile.rows; ++r)
      for (std::size_t c = 0; c < tile.columns; ++c)
        tile.row(r)[c] = rectified(tile.row(r)[c] + bias[tile.first_column + c]);
  };
  if (activation.kind == ActivationKind::relu && z == nullptr) return multiply(a, b, result, false, rectify);
  with_function<T>(activation, [&](auto f) {
    const auto activate = [&](const Tile<T>& tile) {
      const auto function = f;  // what it holds is not reached through a pointer, so that the loops vectorise
      for (std::size_t r = 0; r < tile.rows; ++r) {
        T* const row = tile.row(r);
        for (std::size_t c = 0; c < tile.columns; ++c) row[c] += bias[tile.first_column + c];
        if (z != nullptr) std::copy_n(row, tile.columns, z + (tile.first_row + r) * result.columns + tile.first_column);
        for (std::size_t c = 0; c < tile.columns; ++c) row[c] = function.value(row[c]);
      }
    };
    multiply(a, b, result, false, indirect<T>(activate));
  });
}

/// result = a·b times f' elementwise; kept: what that follows from, with the layout of the result.
template <class T>
void multiply_and_pass_back(const Factor<T>& a, const Factor<T>& b, const T* kept, const Activation& activation,
                            MatrixSpan<T> result) {
  with_function<T>(activation, [&](auto f) {
    const auto pass_back = [&](const Tile<T>& tile) {
      const auto function = f;
      const T* own = kept + tile.first_row * result.columns + tile.first_column;
      for (std::size_t r = 0; r < tile.rows; ++r, own += result.columns)
        for (std::size_t c = 0; c < tile.columns; ++c) tile.row(r)[c] = function.backward(tile.row(r)[c], own[c]);
    };
    if constexpr (std::is_same_v<decltype(f), Relu<T, 0>>)
      multiply(a, b, result, false, pass_back);
    else
      multiply(a, b, result, false, indirect<T>(pass_back));
  });
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
void Dense<T>::forward(std::span<const T> parameters, MatrixView<const T> x, MatrixView<T> h, const Activation& f,
                       MatrixView<T> z) const {
  const Factor<T> inputs(x), columns(weights(parameters), Transpose::yes);
  check_product(inputs, columns, h);
  assert(z.size() == 0 || (z.rows() == h.rows() && z.columns() == h.columns()));
  T* const kept = z.size() == 0 ? nullptr : z.data();
  RELUSCOPE_DISPATCH(multiply_and_activate<T>)(inputs, columns, bias(parameters).data(), f, kept, span_of(h));
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
void Dense<T>::backward_inputs(std::span<const T> parameters, MatrixView<const T> dz, MatrixView<const T> kept,
                               MatrixView<T> dz_below, const Activation& f) const {
  const Factor<T> delta(dz), rows(weights(parameters));
  check_product(delta, rows, dz_below);
  assert(kept.rows() == dz_below.rows() && kept.columns() == dz_below.columns());
  RELUSCOPE_DISPATCH(multiply_and_pass_back<T>)(delta, rows, kept.data(), f, span_of(dz_below));
}

template class Dense<float>;
template class Dense<double>;

}  // namespace reluscope
#endif
