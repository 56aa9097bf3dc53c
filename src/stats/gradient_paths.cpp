#include "stats/gradient_paths.hpp"

#include <algorithm>

#include "model/row_blocks.hpp"
#include "model/walk.hpp"

namespace reluscope {
namespace {

/// 1 where a weight is not 0: what is passed back along such weights counts the open paths, and nothing cancels out.
Network<float> adjacency_network(const Network<float>& network) {
  Network<float> adjacency = network;
  for (std::size_t l = 0; l < network.layers().size(); ++l) {
    const MatrixView<float> weights = adjacency.weights(l);
    for (std::size_t k = 0; k < weights.size(); ++k) weights.data()[k] = weights.data()[k] != 0 ? 1 : 0;
  }
  return adjacency;
}

}  // namespace

std::vector<std::vector<std::int64_t>> gradient_path_counts(const Network<float>& network,
                                                            MatrixView<const float> inputs) {
  const Network<float> adjacency = adjacency_network(network);
  Workspace<float> workspace = network.make_workspace(std::min(k_block_rows, inputs.rows()));
  std::vector<std::vector<std::int64_t>> count;
  for (std::size_t l = 0; l < network.hidden_layer_count(); ++l) count.emplace_back(network.layers()[l].units());

  for_each_block(inputs.rows(), [&](std::size_t first, std::size_t rows) {
    const MatrixView<const float> x = inputs.rows(first, rows);
    const MatrixView<float> outputs = network.forward(x, workspace);
    std::fill_n(outputs.data(), outputs.size(), 1.0F);
    const auto count_open = [&](std::size_t l, MatrixView<const float> /*x*/, MatrixView<float> paths) {
      if (l == count.size()) return;
      for (std::size_t j = 0; j < rows; ++j) {
        const std::span<float> row = paths.row(j);
        for (std::size_t i = 0; i < row.size(); ++i) {
          row[i] = row[i] != 0 ? 1 : 0;
          count[l][i] += row[i] != 0;
        }
      }
    };
    backward(adjacency, x, outputs, workspace, count.size() + 1, count_open);
  });
  return count;
}

}  // namespace reluscope
