#pragma once

#include <span>

#include "linalg/epilogue.hpp"
#include "linalg/matrix_view.hpp"

namespace reluscope {

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

  /// Turns x·Wᵀ, rows × units, into activations. bias: units values.
  Epilogue<T> forward_epilogue(std::span<const T> bias) const { return {EpilogueKind::bias_relu, bias.data()}; }
  /// Turns ∂L/∂h, rows × units, into ∂L/∂z. h: the activations, of the same shape.
  Epilogue<T> backward_epilogue(MatrixView<const T> h) const { return {mask(), h.data()}; }

 private:
  EpilogueKind mask() const {
    return m_gradient_at_zero == 0 ? EpilogueKind::relu_mask : EpilogueKind::relu_mask_open_at_zero;
  }

  int m_gradient_at_zero;
};

}  // namespace reluscope
