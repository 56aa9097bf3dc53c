#pragma once

#include <vector>

#include "linalg/matrix.hpp"
#include "model/network.hpp"

namespace reluscope {

/// The weights of a network that does not change while blocks of rows pass through it; Wᵀ is stored for layers for
/// which `matmul` is faster with it (see row_block).
class TransposedWeights {
 public:
  /// Takes the current weights, for blocks of at most `rows`. The network must outlive the products, unchanged.
  void assign(const Network<float>& network, std::size_t rows);

  /// z = x·Wᵀ of layer l, as Dense::product. x: rows × inputs, z: rows × units (written). epilogue: none or bias_relu.
  void product(std::size_t l, MatrixView<const float> x, MatrixView<float> z,
               const Epilogue<float>& epilogue = {}) const;

 private:
  std::vector<MatrixView<const float>> m_weights;  // per layer, units × inputs: the network's own
  std::vector<Matrix<float>> m_transposed;         // per layer, inputs × units; of no size if that is not faster
};

}  // namespace reluscope
