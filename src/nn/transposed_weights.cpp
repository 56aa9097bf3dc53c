#include "nn/transposed_weights.hpp"

#include "nn/matmul.hpp"
#include "support/transpose.hpp"

namespace reluscope {
namespace {

// What follows is OpenBLAS 0.3.21's: its kernels for AVX-512 have a way without copies for products of up to 10⁶
// multiplications. x·Wᵀ takes it for results of up to 1200 values, x·B for all of them. Those for AVX2 always copy;
// x·B then needs a little less of it.
constexpr std::size_t k_multiplications = 1'000'000;
constexpr std::size_t k_result = 1200;
constexpr std::size_t k_inputs = 320;  // those of one sum with copies; it adds up several sums where there are more

/// Where it also adds in the same order, which takes more than half of the last vector of 16 units to be in use: the
/// last bit is not worth the little gain elsewhere.
bool gains(std::size_t rows, std::size_t inputs, std::size_t units) {
  return rows * units > k_result && rows * inputs * units <= k_multiplications && inputs <= k_inputs &&
         (units - 1) % 16 >= 8;
}

}  // namespace

void TransposedWeights::assign(const Network<float>& network, std::size_t rows) {
  m_weights.clear();
  m_transposed.resize(network.layers().size());
  for (std::size_t l = 0; l < network.layers().size(); ++l) {
    const MatrixView<const float> w = m_weights.emplace_back(network.weights(l));
    const bool is_transposed = gains(rows, w.columns(), w.rows());
    m_transposed[l].resize({is_transposed ? w.columns() : 0, w.rows()});
    if (is_transposed) transpose_into(w, m_transposed[l]);
  }
}

void TransposedWeights::product(std::size_t l, MatrixView<const float> x, MatrixView<float> z) const {
  if (m_transposed[l].size() > 0 && z.size() > k_result)
    matmul<float>(x, Transpose::no, m_transposed[l], Transpose::no, z);
  else
    matmul<float>(x, Transpose::no, m_weights[l], Transpose::yes, z);
}

}  // namespace reluscope
