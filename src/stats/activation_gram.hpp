#pragma once

#include <optional>
#include <vector>

#include "linalg/matrix.hpp"
#include "stats/even_rows.hpp"
#include "stats/probe.hpp"

namespace reluscope {

/// Of each hidden layer HᵀH (units × units) or HHᵀ (rows × rows), whichever is smaller, H the rows × units activations
/// of all rows or of evenly spaced ones; products and sums in double. Its eigenvalues are the squares of H's singular
/// values.
class ActivationGram {
 public:
  /// chosen: those that count of all rows that it will see.
  ActivationGram(const Network<float>& network, const EvenRows& chosen);

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

  /// Of a layer, the activations of the block's rows that count, as doubles.
  MatrixView<const double> chosen_rows(const BlockPass& pass, std::size_t layer);

  EvenRows m_chosen;
  std::vector<Layer> m_layers;
  std::vector<double> m_block;
};

/// HᵀH or HHᵀ, whichever is smaller, of these activations: rows × units.
Matrix<double> gram_of(MatrixView<const float> activations);

/// The singular values of H, greatest first, from HᵀH or HHᵀ (n × n, symmetric; worked on in place: move it in). None
/// if a value is not finite.
std::optional<std::vector<double>> singular_values(Matrix<double> gram);

}  // namespace reluscope
