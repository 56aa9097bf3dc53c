#pragma once

#include <cmath>
#include <stdexcept>

#include "model/activation.hpp"
#include "model/relu.hpp"
#include "support/elementary.hpp"
#include "support/normal_distribution.hpp"

namespace reluscope {

// The functions beside ReLU. As that, each has
//   static constexpr ActivationKind k_kind;
//   T value(T z) const;                  // f(z); of a NaN a NaN
//   T backward(T gradient, T kept) const;  // ∂L/∂z from ∂L/∂h and what is kept: h = f(z), or z if traits_of says so
// without branches that depend on values, so that loops over them vectorise, and with the same result on every machine.

template <class T>
struct LeakyRelu {
  static constexpr ActivationKind k_kind = ActivationKind::leaky_relu;
  T slope;

  T value(T z) const { return z > T(0) ? z : slope * z; }
  T backward(T gradient, T h) const { return h > T(0) ? gradient : slope * gradient; }
};

/// Clevert et al. 2016, with α = 1.
template <class T>
struct Elu {
  static constexpr ActivationKind k_kind = ActivationKind::elu;

  T value(T z) const { return z > T(0) ? z : exponential_minus_1(z > T(0) ? T(0) : z); }
  T backward(T gradient, T h) const { return h > T(0) ? gradient : gradient * (h + T(1)); }
};

/// Hendrycks & Gimpel 2016, with the normal distribution itself, not its approximation by tanh.
template <class T>
struct Gelu {
  static constexpr ActivationKind k_kind = ActivationKind::gelu;

  T value(T z) const { return z * normal_distribution(z).cumulative; }
  T backward(T gradient, T z) const {
    const auto at = normal_distribution(z);
    return gradient * (at.cumulative + z * at.density);
  }
};

template <class T>
struct Sigmoid {
  static constexpr ActivationKind k_kind = ActivationKind::sigmoid;

  T value(T z) const {
    const T e = exponential(-std::abs(z)), share = T(1) / (T(1) + e);
    return z < T(0) ? e * share : share;
  }
  T backward(T gradient, T h) const { return gradient * (h * (T(1) - h)); }
};

/// Elfwing et al. 2018; "swish".
template <class T>
struct Silu {
  static constexpr ActivationKind k_kind = ActivationKind::silu;

  T value(T z) const { return z * Sigmoid<T>().value(z); }
  T backward(T gradient, T z) const {
    const T share = Sigmoid<T>().value(z);
    return gradient * (share * (T(1) + z * (T(1) - share)));
  }
};

template <class T>
struct Tanh {
  static constexpr ActivationKind k_kind = ActivationKind::tanh;

  T value(T z) const {
    const T e = exponential_minus_1(T(-2) * std::abs(z));
    return std::copysign(e / (e + T(2)), z);
  }
  T backward(T gradient, T h) const { return gradient * (T(1) - h * h); }
};

/// Calls visit(f) with the function itself. Throws std::invalid_argument if ReLU'(0) is neither 0 nor 1.
template <class T>
auto with_function(const Activation& activation, auto&& visit) {
  switch (activation.kind) {
    case ActivationKind::leaky_relu:
      return visit(LeakyRelu<T>{static_cast<T>(activation.slope)});
    case ActivationKind::elu:
      return visit(Elu<T>());
    case ActivationKind::gelu:
      return visit(Gelu<T>());
    case ActivationKind::silu:
      return visit(Silu<T>());
    case ActivationKind::tanh:
      return visit(Tanh<T>());
    case ActivationKind::sigmoid:
      return visit(Sigmoid<T>());
    case ActivationKind::relu:
      break;
  }
  if (activation.gradient_at_zero == 0) return visit(Relu<T, 0>());
  if (activation.gradient_at_zero == 1) return visit(Relu<T, 1>());
  throw std::invalid_argument("ReLU'(0) is 0 or 1");
}

}  // namespace reluscope
