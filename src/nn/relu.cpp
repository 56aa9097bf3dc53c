#include "nn/relu.hpp"

#include <cassert>
#include <cmath>
#include <cstddef>
#include <stdexcept>

#include "support/vectorise.hpp"

namespace reluscope {
namespace {

template <class T>
RELUSCOPE_VECTORISE void rectify(const T* z, T* h, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) h[i] = rectified(z[i]);
}

template <class T>
RELUSCOPE_VECTORISE void rectify_rows(T* zh, const T* bias, std::size_t rows, std::size_t units) {
  for (std::size_t j = 0; j < rows; ++j, zh += units)
    for (std::size_t i = 0; i < units; ++i) zh[i] = rectified(zh[i] + bias[i]);
}

template <class T>
RELUSCOPE_VECTORISE void close_where_not_positive(const T* h, T* gradient, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) gradient[i] = h[i] > T(0) ? gradient[i] : T(0);
}

template <class T>
RELUSCOPE_VECTORISE void close_where_negative(const T* h, T* gradient, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) gradient[i] = std::signbit(h[i]) ? T(0) : gradient[i];
}

}  // namespace

template <class T>
void apply(const Finish<T>& finish, MatrixView<T> values) {
  switch (finish.what) {
    case Finishing::none:
      return;
    case Finishing::rectify:
      return rectify_rows(values.data(), finish.operand, values.rows(), values.columns());
    case Finishing::close_where_not_positive:
      return close_where_not_positive(finish.operand, values.data(), values.size());
    case Finishing::close_where_negative:
      return close_where_negative(finish.operand, values.data(), values.size());
  }
}

template <class T>
Relu<T>::Relu(int gradient_at_zero) : m_gradient_at_zero(gradient_at_zero) {
  if (gradient_at_zero != 0 && gradient_at_zero != 1) throw std::invalid_argument("ReLU'(0) is 0 or 1");
}

template <class T>
void Relu<T>::forward(std::span<const T> z, std::span<T> h) const {
  assert(z.size() == h.size());
  rectify(z.data(), h.data(), z.size());
}

template <class T>
void Relu<T>::forward_in_place(std::span<T> zh) const {
  rectify<T>(zh.data(), zh.data(), zh.size());
}

template <class T>
void Relu<T>::backward_in_place(std::span<const T> h, std::span<T> gradient) const {
  assert(h.size() == gradient.size());
  apply<T>({closing(), h.data()}, {gradient.data(), 1, gradient.size()});
}

template void apply<float>(const Finish<float>&, MatrixView<float>);
template void apply<double>(const Finish<double>&, MatrixView<double>);
template class Relu<float>;
template class Relu<double>;

}  // namespace reluscope
