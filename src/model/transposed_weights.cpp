#include "model/transposed_weights.hpp"

#include <algorithm>

#include "linalg/matmul.hpp"
#include "linalg/openblas.hpp"
#include "linalg/transpose.hpp"

namespace reluscope {

void TransposedWeights::assign(const Network<float>& network, std::size_t rows) {
  m_weights.clear();
  m_transposed.resize(network.layers().size());
  for (std::size_t l = 0; l < network.layers().size(); ++l) {
    const MatrixView<const float> w = m_weights.emplace_back(network.weights(l));
    const bool is_transposed = row_block(rows, w.columns(), w.rows()) > 0;
    m_transposed[l].resize({is_transposed ? w.columns() : 0, w.rows()});
    if (is_transposed) transpose_into<float>(w, m_transposed[l]);
  }
}

void TransposedWeights::product(std::size_t l, MatrixView<const float> x, MatrixView<float> z,
                                const Epilogue<float>& epilogue) const {
  const std::size_t block = m_transposed[l].size() > 0 ? row_block(x.rows(), x.columns(), z.columns()) : 0;
  if (block == 0) return matmul<float>(x, Transpose::no, m_weights[l], Transpose::yes, z, epilogue);
  for (std::size_t first = 0; first < x.rows(); first += block) {
    const std::size_t rows = std::min(block, x.rows() - first);
    matmul<float>(x.rows(first, rows), Transpose::no, m_transposed[l], Transpose::no, z.rows(first, rows), epilogue);
  }
}

}  // namespace reluscope
