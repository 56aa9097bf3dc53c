#include "model/activation_layer.hpp"

#include <algorithm>
#include <cassert>
#include <cstddef>

#include "model/activation_functions.hpp"

namespace reluscope {

template <class T>
ActivationLayer<T>::ActivationLayer(Activation activation) : m_activation(activation) {
  with_function<T>(activation, [](auto) {});
}

template <class T>
void ActivationLayer<T>::forward(std::span<const T> z, std::span<T> h) const {
  assert(z.size() == h.size());
  with_function<T>(m_activation, [&](auto f) {
    for (std::size_t i = 0; i < z.size(); ++i) h[i] = f.value(z[i]);
  });
}

template <class T>
void ActivationLayer<T>::backward_in_place(std::span<const T> kept, std::span<T> gradient) const {
  assert(kept.size() == gradient.size());
  with_function<T>(m_activation, [&](auto f) {
    for (std::size_t i = 0; i < kept.size(); ++i) gradient[i] = f.backward(gradient[i], kept[i]);
  });
}

template class ActivationLayer<float>;
template class ActivationLayer<double>;

}  // namespace reluscope
