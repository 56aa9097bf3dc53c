#include "nn/transposed_weights.hpp"

#include "nn/matmul.hpp"
#include "nn/row_blocks.hpp"

namespace reluscope {
namespace {

// What follows is OpenBLAS 0.3.21's: its kernels for AVX-512 have a way without copies for products of up to 10⁶
// multiplications. x·Wᵀ takes it for results of up to 1200 values, x·B for all of them. Those for AVX2 always copy;
// x·B then needs a little less of it.
constexpr std::size_t k_multiplications = 1'000'000;
constexpr std::size_t k_result = 1200;

/// Where more than half of the last vector of 16 units is in use, either way adds in the same order; elsewhere the last
/// bit would change for little gain.
bool gains(std::size_t inputs, std::size_t units) {
  return k_block_rows * inputs * units <= k_multiplications && (units - 1) % 16 >= 8;
}

}  // namespace

void TransposedWeights::assign(const Network<float>& network) {
  m_weights.clear();
  m_transposed.resize(network.layers().size());
  for (std::size_t l = 0; l < network.layers().size(); ++l) {
    const MatrixView<const float> w = m_weights.emplace_back(network.weights(l));
    if (!gains(w.columns(), w.rows())) continue;
    Matrix<float>& b = m_transposed[l];
    b.resize({w.columns(), w.rows()});
    for (std::size_t i = 0; i < w.rows(); ++i)
      for (std::size_t k = 0; k < w.columns(); ++k) b(k, i) = w.row(i)[k];
  }
}

void TransposedWeights::product(std::size_t l, MatrixView<const float> x, MatrixView<float> z) const {
  if (m_transposed[l].size() > 0 && z.size() > k_result)
    matmul<float>(x, Transpose::no, m_transposed[l], Transpose::no, z);
  else
    matmul<float>(x, Transpose::no, m_weights[l], Transpose::yes, z);
}

}  // namespace reluscope
