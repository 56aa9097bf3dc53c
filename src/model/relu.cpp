#include "model/relu.hpp"

#include <cassert>
#include <cstddef>
#include <stdexcept>

#include "linalg/vectorise.hpp"

namespace reluscope {
namespace {

template <class T>
RELUSCOPE_VECTORISE void rectify(const T* z, T* h, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) h[i] = rectified(z[i]);
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
void Relu<T>::backward_in_place(std::span<const T> h, std::span<T> gradient) const {
  assert(h.size() == gradient.size());
  apply<T>({mask(), h.data()}, {gradient.data(), 1, gradient.size()});
}

template class Relu<float>;
template class Relu<double>;

}  // namespace reluscope
