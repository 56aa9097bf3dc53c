#include "activity/activation_gram.hpp"

#include <algorithm>

#include "nn/matmul.hpp"

namespace reluscope {

std::vector<Matrix<double>> activation_grams(const Network<float>& network, MatrixView<const float> inputs) {
  constexpr std::size_t k_block_rows = 256;
  std::vector<Matrix<double>> grams, blocks;
  for (std::size_t l = 0; l < network.hidden_layer_count(); ++l) {
    const std::size_t units = network.layers()[l].units();
    grams.push_back(Matrix<double>::from_shape({units, units}));
    grams.back().fill(0);
    blocks.push_back(Matrix<double>::from_shape({k_block_rows, units}));
  }
  Workspace<float> workspace = network.make_workspace(k_block_rows);
  for (std::size_t first = 0; first < inputs.rows(); first += k_block_rows) {
    const std::size_t rows = std::min(k_block_rows, inputs.rows() - first);
    network.forward(inputs.rows(first, rows), workspace);
    for (std::size_t l = 0; l < grams.size(); ++l) {
      const MatrixView<double> block = MatrixView<double>(blocks[l]).rows(0, rows);
      std::copy_n(workspace.outputs[l].data(), block.size(), block.data());
      add_gram(block, grams[l]);
    }
  }
  return grams;
}

}  // namespace reluscope
