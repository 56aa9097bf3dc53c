#pragma once

#include <cstddef>
#include <span>

#include "linalg/matrix_view.hpp"
#include "model/activation.hpp"
#include "support/share.hpp"

namespace reluscope {

/// A fully connected layer: z = x·Wᵀ + b, W: units × inputs, b: units. The parameters (W row
/// by row, then b) and all buffers are the caller's.
template <class T>
class Dense {
 public:
  Dense(std::size_t inputs, std::size_t units) : m_inputs(inputs), m_units(units) {}

  std::size_t inputs() const { return m_inputs; }
  std::size_t units() const { return m_units; }
  std::size_t parameter_count() const { return m_units * (m_inputs + 1); }

  /// units × inputs; `parameters`: parameter_count() values, of the layer or of its gradient.
  template <class P>
  MatrixView<P> weights(std::span<P> parameters) const {
    return {parameters.data(), m_units, m_inputs};
  }
  /// units values.
  template <class P>
  std::span<P> bias(std::span<P> parameters) const {
    return parameters.subspan(m_units * m_inputs, m_units);
  }

  /// z = x·Wᵀ, without the bias; x: rows × inputs, z: rows × units (written).
  void product(std::span<const T> parameters, MatrixView<const T> x, MatrixView<T> z) const;
  /// z = x·Wᵀ + b.
  void forward(std::span<const T> parameters, MatrixView<const T> x, MatrixView<T> z) const;
  /// h = f(x·Wᵀ + b); z = x·Wᵀ + b is written too if it is there: rows × units.
  void forward(std::span<const T> parameters, MatrixView<const T> x, MatrixView<T> h, const Activation& f,
               MatrixView<T> z = {}) const;
  /// x: rows × inputs, dz = ∂L/∂z: rows × units, gradient: parameter_count() values, of which those of the units of the
  /// share are written.
  void backward_parameters(MatrixView<const T> x, MatrixView<const T> dz, std::span<T> gradient,
                           Share share = {}) const;
  /// dz = ∂L/∂z: rows × units, dx = ∂L/∂x: rows × inputs (written).
  void backward_inputs(std::span<const T> parameters, MatrixView<const T> dz, MatrixView<T> dx) const;
  /// The same through the activation below. kept: what f's derivative follows from, f(z_below), which is this layer's
  /// inputs, or z_below; dz_below = ∂L/∂z_below: rows × inputs (written).
  void backward_inputs(std::span<const T> parameters, MatrixView<const T> dz, MatrixView<const T> kept,
                       MatrixView<T> dz_below, const Activation& f) const;

 private:
  std::size_t m_inputs;
  std::size_t m_units;
};

}  // namespace reluscope
