#pragma once

#include <cmath>
#include <span>

namespace reluscope {

/// max(0, z), in the form that Relu keeps: −0 if z < 0, +0 if z = 0.
template <class T>
inline T rectified(T z) {
  return z < T(0) ? -T(0) : z + T(0);  // z + 0 turns −0 into +0: the only −0 that leaves is the mark of z < 0
}

/// z > 0, or z ≥ 0, of an activation in that form.
template <class T>
inline bool is_positive(T h) {
  return h > T(0);
}
template <class T>
inline bool is_not_negative(T h) {
  return !std::signbit(h);
}

/// The built-in ReLU layer: h = max(0, z), elementwise.
///
/// The subgradient at z = 0 is an option: 0 (as in PyTorch and TensorFlow) or 1. Bertoin et al. 2021, "Numerical
/// influence of ReLU'(0) on backpropagation", shows that the choice changes training in float32.
///
/// Only the activation is kept of the forward pass: −0 if z < 0, +0 if z = 0. These are equal numbers to all that
/// follows, but let `backward` tell an inactive unit from one exactly at the kink. A NaN passes through: a diverged
/// network must not appear as a dead one.
template <class T>
class Relu {
 public:
  /// gradient_at_zero: 0 or 1.
  explicit Relu(int gradient_at_zero = 0);

  int gradient_at_zero() const { return m_gradient_at_zero; }

  /// z, h: n values; h is written.
  void forward(std::span<const T> z, std::span<T> h) const;
  /// zh: n values; pre-activations in, activations out.
  void forward_in_place(std::span<T> zh) const;
  /// h: n activations as `forward` wrote them; gradient: n values, ∂L/∂h in, ∂L/∂z out.
  void backward_in_place(std::span<const T> h, std::span<T> gradient) const;

 private:
  int m_gradient_at_zero;
};

}  // namespace reluscope
