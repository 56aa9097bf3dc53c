#pragma once

#include <vector>

#include "linalg/matrix.hpp"
#include "stats/probe.hpp"

namespace reluscope {

/// Of each hidden layer HᵀH (units × units) or HHᵀ (rows × rows), whichever is smaller, H the rows × units activations;
/// products and sums in double. Its eigenvalues are the squares of H's singular values.
class ActivationGram {
 public:
  /// rows: how many it will see in all.
  ActivationGram(const Network<float>& network, std::size_t rows);

  std::size_t depth() const { return m_layers.size(); }
  void see(const BlockPass& pass);
  void merge(const ActivationGram& later);

  /// Of a layer, once all rows were seen; to be asked for once.
  Matrix<double> take(std::size_t layer);

 private:
  struct Layer {
    std::size_t units;
    bool by_rows;
    std::vector<double> values;  // the lower triangle of HᵀH, or by rows H; empty before the first row
  };

  std::vector<Layer> m_layers;
  std::vector<double> m_block;  // of activations
};

}  // namespace reluscope
