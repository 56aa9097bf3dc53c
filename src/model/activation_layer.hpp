#pragma once

#include <span>

#include "model/activation.hpp"

namespace reluscope {

/// An activation layer by itself, elementwise. In a network it is part of the dense layers' products.
template <class T>
class ActivationLayer {
 public:
  /// Throws std::invalid_argument if ReLU'(0) is neither 0 nor 1.
  explicit ActivationLayer(Activation activation = {});

  /// z, h: n values; h is written; may be the same memory.
  void forward(std::span<const T> z, std::span<T> h) const;
  /// kept: n values, h as `forward` wrote them, or z if traits_of says so; gradient: n values, ∂L/∂h in, ∂L/∂z out.
  void backward_in_place(std::span<const T> kept, std::span<T> gradient) const;

 private:
  Activation m_activation;
};

}  // namespace reluscope
