#pragma once

#include <cmath>

#include "model/activation.hpp"

namespace reluscope {

/// max(0, z), in the form that Relu keeps: −0 if z < 0, +0 if z = 0.
template <class T>
inline T rectified(T z) {
  return z < T(0) ? -T(0) : z + T(0);  // z + 0 turns −0 into +0: the only −0 that leaves is the mark of z < 0
}

/// The built-in ReLU: h = max(0, z).
///
/// The subgradient at z = 0 is an option: 0 (as in PyTorch and TensorFlow) or 1. Bertoin et al. 2021, "Numerical
/// influence of ReLU'(0) on backpropagation", shows that the choice changes training in float32.
///
/// Only the activation is kept of the forward pass: −0 if z < 0, +0 if z = 0. These are equal numbers to all that
/// follows, but let `backward` tell an inactive unit from one exactly at the kink. A NaN passes through: a diverged
/// network must not appear as a dead one.
template <class T, int gradient_at_zero = 0>
struct Relu {
  static constexpr ActivationKind k_kind = ActivationKind::relu;
  static_assert(gradient_at_zero == 0 || gradient_at_zero == 1);

  T value(T z) const { return rectified(z); }
  /// ∂L/∂z from ∂L/∂h and h = value(z).
  T backward(T gradient, T h) const {
    const bool is_open = gradient_at_zero == 0 ? h > T(0) : !std::signbit(h);
    return is_open ? gradient : T(0);
  }
};

}  // namespace reluscope
