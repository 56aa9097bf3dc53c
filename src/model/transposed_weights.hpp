#pragma once

#include <vector>

#include "model/network.hpp"
#include "linalg/matrix.hpp"

namespace reluscope {

/// The weights of a network as they are while blocks of rows go through it. Where `matmul` takes less time for x·B than
/// for x·Wᵀ, B = Wᵀ is worked out once.
class TransposedWeights {
 public:
  /// Takes the weights as they are now, for blocks of at most `rows`; those of networks of one shape, one after the
  /// other. The network must live, unchanged, as long as it is multiplied by.
  void assign(const Network<float>& network, std::size_t rows);

  /// z = x·Wᵀ of layer l, as Dense::product. x: rows × inputs, z: rows × units (written). finish: none or rectify.
  void product(std::size_t l, MatrixView<const float> x, MatrixView<float> z, const Epilogue<float>& finish = {}) const;

 private:
  std::vector<MatrixView<const float>> m_weights;  // per layer, units × inputs: the network's own
  std::vector<Matrix<float>> m_transposed;         // per layer, inputs × units; of no size where it gains nothing
};

}  // namespace reluscope
