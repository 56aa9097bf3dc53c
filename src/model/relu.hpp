#pragma once

#include <span>

#include "linalg/epilogue.hpp"
#include "linalg/matrix_view.hpp"

namespace reluscope {

/// The built-in ReLU layer: h = max(0, z), elementwise.
///
/// The subgradient at z = 0 is chosen: 0 (PyTorch's and TensorFlow's choice) or 1. Bertoin et al. 2021, "Numerical
/// influence of ReLU'(0) on backpropagation", shows that the choice changes training in float32.
///
/// The activation is all that is kept of the forward pass. Where z < 0 it is written as −0, where z = 0 as +0: equal
/// numbers, so nothing downstream can tell, but enough for `backward` to know a closed unit from one exactly at the
/// kink. A NaN passes through, as it must: a diverged network shall not look like a dead one.
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

  /// Of x·Wᵀ, rows × units: makes it the activations. bias: units values.
  Epilogue<T> forward_epilogue(std::span<const T> bias) const { return {EpilogueKind::bias_relu, bias.data()}; }
  /// Of ∂L/∂h, rows × units: makes it ∂L/∂z. h: the activations, of the same shape.
  Epilogue<T> backward_epilogue(MatrixView<const T> h) const { return {closing(), h.data()}; }

 private:
  EpilogueKind closing() const {
    return m_gradient_at_zero == 0 ? EpilogueKind::relu_mask : EpilogueKind::relu_mask_open_at_zero;
  }

  int m_gradient_at_zero;
};

}  // namespace reluscope
