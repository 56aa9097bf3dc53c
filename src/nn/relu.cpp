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
void Relu<T>::forward_in_place(MatrixView<T> zh, std::span<const T> bias) const {
  assert(bias.size() == zh.columns());
  rectify_rows(zh.data(), bias.data(), zh.rows(), zh.columns());
}

template <class T>
void Relu<T>::backward_in_place(std::span<const T> h, std::span<T> gradient) const {
  assert(h.size() == gradient.size());
  if (m_gradient_at_zero == 0)
    close_where_not_positive(h.data(), gradient.data(), h.size());
  else
    close_where_negative(h.data(), gradient.data(), h.size());
}

template class Relu<float>;
template class Relu<double>;

}  // namespace reluscope
