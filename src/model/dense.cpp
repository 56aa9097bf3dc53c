#include "model/dense.hpp"

#include <algorithm>
#include <cassert>

#include "linalg/matmul.hpp"
#include "linalg/transpose.hpp"
#include "linalg/vectorise.hpp"

namespace reluscope {
namespace {

template <class T>
RELUSCOPE_VECTORISE void add_to_each_row(const T* bias, T* z, std::size_t rows, std::size_t units) {
  for (std::size_t j = 0; j < rows; ++j, z += units)
    for (std::size_t i = 0; i < units; ++i) z[i] += bias[i];
}

/// Some rows at a time, so that a sum is not stored and loaded again for every row; plainly it takes 2 to 6 times as
/// long.
template <class T>
RELUSCOPE_VECTORISE void sum_rows(const T* dz, T* sum, std::size_t rows, std::size_t units) {
  constexpr std::size_t k_rows = 8;
  std::fill_n(sum, units, T(0));
  for (; rows >= k_rows; rows -= k_rows, dz += k_rows * units) {
    for (std::size_t i = 0; i < units; ++i) {
      T s = sum[i];
      for (std::size_t j = 0; j < k_rows; ++j) s += dz[j * units + i];
      sum[i] = s;
    }
  }
  for (; rows > 0; --rows, dz += units)
    for (std::size_t i = 0; i < units; ++i) sum[i] += dz[i];
}

}  // namespace

template <class T>
void Dense<T>::product(std::span<const T> parameters, MatrixView<const T> x, MatrixView<T> z,
                       const Epilogue<T>& epilogue) const {
  assert(parameters.size() == parameter_count());
  matmul<T>(x, Transpose::no, weights(parameters), Transpose::yes, z, epilogue);
}

template <class T>
void Dense<T>::add_bias(std::span<const T> parameters, MatrixView<T> z) const {
  add_to_each_row(bias(parameters).data(), z.data(), z.rows(), m_units);
}

template <class T>
void Dense<T>::forward(std::span<const T> parameters, MatrixView<const T> x, MatrixView<T> z) const {
  product(parameters, x, z);
  add_bias(parameters, z);
}

template <class T>
void Dense<T>::backward_parameters(MatrixView<const T> x, MatrixView<const T> dz, std::span<T> gradient,
                                   MatrixView<T> scratch) const {
  assert(gradient.size() == parameter_count());
  if (scratch.size() == 0) {
    matmul<T>(dz, Transpose::yes, x, Transpose::no, weights(gradient));
  } else {
    matmul<T>(x, Transpose::yes, dz, Transpose::no, scratch);
    transpose_into<T>(scratch, weights(gradient));
  }
  sum_rows(dz.data(), bias(gradient).data(), dz.rows(), m_units);
}

template <class T>
void Dense<T>::backward_inputs(std::span<const T> parameters, MatrixView<const T> dz, MatrixView<T> dx,
                               const Epilogue<T>& epilogue) const {
  matmul<T>(dz, Transpose::no, weights(parameters), Transpose::no, dx, epilogue);
}

template class Dense<float>;
template class Dense<double>;

}  // namespace reluscope
