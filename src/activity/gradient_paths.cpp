#include "activity/gradient_paths.hpp"

#include <algorithm>

namespace reluscope {
namespace {

/// 1/units where a weight is not 0, so that what is passed back along the weights is the share of paths that are open:
/// nothing cancels out, and nothing overflows.
Network<float> with_weights_as_paths(const Network<float>& network) {
  Network<float> paths = network;
  for (std::size_t l = 0; l < network.layers().size(); ++l) {
    const MatrixView<float> weights = paths.weights(l);
    const float share = 1 / static_cast<float>(weights.rows());
    for (std::size_t k = 0; k < weights.size(); ++k) weights.data()[k] = weights.data()[k] != 0 ? share : 0;
  }
  return paths;
}

}  // namespace

std::vector<std::vector<std::int64_t>> rows_with_a_path(const Network<float>& network, MatrixView<const float> inputs) {
  constexpr std::size_t k_block_rows = 256;
  const Network<float> paths = with_weights_as_paths(network);
  Workspace<float> workspace = network.make_workspace(std::min(k_block_rows, inputs.rows()));
  AlignedVector<float> unused(network.parameters().size());
  Matrix<float> every_output =
      Matrix<float>::from_shape({std::min(k_block_rows, inputs.rows()), network.output_count()});
  every_output.fill(1);

  std::vector<std::vector<std::int64_t>> count;
  for (std::size_t l = 0; l < network.hidden_layer_count(); ++l) count.emplace_back(network.layers()[l].units());
  for (std::size_t first = 0; first < inputs.rows(); first += k_block_rows) {
    const std::size_t rows = std::min(k_block_rows, inputs.rows() - first);
    const MatrixView<const float> x = inputs.rows(first, rows);
    network.forward(x, workspace);
    paths.backward(x, MatrixView<const float>(every_output).rows(0, rows), workspace, unused);
    for (std::size_t l = 0; l < count.size(); ++l)
      for (std::size_t j = 0; j < rows; ++j)
        for (std::size_t i = 0; i < count[l].size(); ++i) count[l][i] += workspace.deltas[l](j, i) != 0;
  }
  return count;
}

}  // namespace reluscope
