#pragma once

#include <span>

#include "support/matrix.hpp"

namespace reluscope {

/// max(0, z), written as the layer below keeps it: −0 where z < 0, +0 where z = 0.
template <class T>
inline T rectified(T z) {
  return z < T(0) ? -T(0) : z + T(0);  // z + 0 turns −0 into +0: the only −0 that leaves is the mark of z < 0
}

/// What becomes of the values of a product before they are written, which spares ReLU a pass of its own over them.
enum class Finishing { none, rectify, close_where_not_positive, close_where_negative };

template <class T>
struct Finish {
  Finishing what = Finishing::none;
  const T* operand = nullptr;  // rectify: the bias that is added first, one for each column; else h, of the same shape
};

/// The same in a pass of its own. values: rows × columns (read and written).
template <class T>
void apply(const Finish<T>& finish, MatrixView<T> values);

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
  Finish<T> forward_finish(std::span<const T> bias) const { return {Finishing::rectify, bias.data()}; }
  /// Of ∂L/∂h, rows × units: makes it ∂L/∂z. h: the activations, of the same shape.
  Finish<T> backward_finish(MatrixView<const T> h) const { return {closing(), h.data()}; }

 private:
  Finishing closing() const {
    return m_gradient_at_zero == 0 ? Finishing::close_where_not_positive : Finishing::close_where_negative;
  }

  int m_gradient_at_zero;
};

}  // namespace reluscope
