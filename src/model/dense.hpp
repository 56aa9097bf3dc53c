#pragma once

#include <cstddef>
#include <span>

#include "linalg/matrix_view.hpp"
#include "model/relu.hpp"

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

  /// z = x·Wᵀ without the bias, then the epilogue; x: rows × inputs, z: rows × units (written).
  void product(std::span<const T> parameters, MatrixView<const T> x, MatrixView<T> z,
               const Epilogue<T>& epilogue = {}) const;
  /// z += b, row by row; z: rows × units.
  void add_bias(std::span<const T> parameters, MatrixView<T> z) const;
  /// z = x·Wᵀ + b; x: rows × inputs, z: rows × units (written).
  void forward(std::span<const T> parameters, MatrixView<const T> x, MatrixView<T> z) const;
  /// x: rows × inputs, dz = ∂L/∂z: rows × units, gradient: parameter_count() values (written). scratch: inputs × units
  /// if `prefers_transposed`, else of no size.
  void backward_parameters(MatrixView<const T> x, MatrixView<const T> dz, std::span<T> gradient,
                           MatrixView<T> scratch = {}) const;
  /// dz = ∂L/∂z: rows × units, dx = ∂L/∂x, then the epilogue: rows × inputs (written).
  void backward_inputs(std::span<const T> parameters, MatrixView<const T> dz, MatrixView<T> dx,
                       const Epilogue<T>& epilogue = {}) const;

 private:
  std::size_t m_inputs;
  std::size_t m_units;
};

}  // namespace reluscope
