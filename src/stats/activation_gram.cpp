#include "stats/activation_gram.hpp"

#include <algorithm>

#include "linalg/matmul.hpp"
#include "model/row_blocks.hpp"

namespace reluscope {
namespace {

/// Sums up one layer's matrix, block by block.
class GramSum {
 public:
  GramSum(std::size_t rows, std::size_t units)
      : m_by_rows(rows < units),
        m_gram(Matrix<double>::from_shape({std::min(rows, units), std::min(rows, units)})),
        m_activations(Matrix<double>::from_shape({m_by_rows ? rows : k_block_rows, units})) {
    m_gram.fill(0);
  }

  /// h: rows × units, the activations on the rows from `first` on.
  void add(std::size_t first, MatrixView<const float> h) {
    const MatrixView<double> block = MatrixView<double>(m_activations).rows(m_by_rows ? first : 0, h.rows());
    std::copy_n(h.data(), h.size(), block.data());
    if (!m_by_rows) add_gram(block, Transpose::yes, m_gram);
  }

  Matrix<double> result() && {
    if (m_by_rows) add_gram(m_activations, Transpose::no, m_gram);
    mirror_lower_triangle();
    return std::move(m_gram);
  }

 private:
  void mirror_lower_triangle() {
    const std::size_t n = m_gram.shape()[0];
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t j = i + 1; j < n; ++j) m_gram(i, j) = m_gram(j, i);
  }

  bool m_by_rows;
  Matrix<double> m_gram;
  Matrix<double> m_activations;  // all rows × units, or a block of them
};

Matrix<double> activation_gram(const Network<float>& network, std::size_t layer, MatrixView<const float> inputs) {
  GramSum sum(inputs.rows(), network.layers()[layer].units());
  Workspace<float> workspace = network.make_workspace(std::min(k_block_rows, inputs.rows()));
  for_each_block(inputs.rows(), [&](std::size_t first, std::size_t rows) {
    network.forward(inputs.rows(first, rows), workspace);
    sum.add(first, MatrixView<const float>(workspace.outputs[layer]).rows(0, rows));
  });
  return std::move(sum).result();
}

}  // namespace

std::vector<Matrix<double>> activation_grams(const Network<float>& network, MatrixView<const float> inputs,
                                             ThreadPool& pool) {
  std::vector<Matrix<double>> grams(network.hidden_layer_count());
  pool.parallel_for(grams.size(),
                    [&](std::size_t l, unsigned /*worker*/) { grams[l] = activation_gram(network, l, inputs); });
  return grams;
}

}  // namespace reluscope
