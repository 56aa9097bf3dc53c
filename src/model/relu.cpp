#include "model/relu.hpp"

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <stdexcept>

namespace reluscope {

template <class T>
Relu<T>::Relu(int gradient_at_zero) : m_gradient_at_zero(gradient_at_zero) {
  if (gradient_at_zero != 0 && gradient_at_zero != 1) throw std::invalid_argument("ReLU'(0) is 0 or 1");
}

template <class T>
void Relu<T>::forward(std::span<const T> z, std::span<T> h) const {
  assert(z.size() == h.size());
  std::ranges::transform(z, h.begin(), rectified<T>);
}

template <class T>
void Relu<T>::forward_in_place(std::span<T> zh) const {
  forward(zh, zh);
}

template <class T>
void Relu<T>::backward_in_place(std::span<const T> h, std::span<T> gradient) const {
  assert(h.size() == gradient.size());
  for (std::size_t i = 0; i < h.size(); ++i) {
    const bool is_open = m_gradient_at_zero == 0 ? is_positive(h[i]) : is_not_negative(h[i]);
    gradient[i] = is_open ? gradient[i] : T(0);
  }
}

template class Relu<float>;
template class Relu<double>;

}  // namespace reluscope
