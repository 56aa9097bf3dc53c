#include "stats/gradient_paths.hpp"

#include <algorithm>

#include "model/row_blocks.hpp"

namespace reluscope {
namespace {

/// 1 where a weight is not 0: what is passed back along such weights counts the open ways, and nothing cancels out.
Network<float> adjacency_network(const Network<float>& network) {
  Network<float> ways = network;
  for (std::size_t l = 0; l < network.layers().size(); ++l) {
    const MatrixView<float> weights = ways.weights(l);
    for (std::size_t k = 0; k < weights.size(); ++k) weights.data()[k] = weights.data()[k] != 0 ? 1 : 0;
  }
  return ways;
}

}  // namespace

std::vector<std::vector<std::int64_t>> gradient_path_counts(const Network<float>& network, MatrixView<const float> inputs) {
  const Network<float> ways = adjacency_network(network);
  Workspace<float> workspace = network.make_workspace(std::min(k_block_rows, inputs.rows()));
  std::vector<std::vector<std::int64_t>> count;
  for (std::size_t l = 0; l < network.hidden_layer_count(); ++l) count.emplace_back(network.layers()[l].units());

  for_each_block(inputs.rows(), [&](std::size_t first, std::size_t rows) {
    MatrixView<float> open_above = network.forward(inputs.rows(first, rows), workspace);
    std::fill_n(open_above.data(), open_above.size(), 1.0F);
    for (std::size_t l = count.size(); l-- > 0;) {
      const MatrixView<const float> h = MatrixView<const float>(workspace.outputs[l]).rows(0, rows);
      const MatrixView<float> open = MatrixView<float>(workspace.deltas[l]).rows(0, rows);
      network.layers()[l + 1].backward_inputs(ways.of_layer(l + 1, ways.parameters()), open_above, open);
      network.relu().backward_in_place({h.data(), h.size()}, {open.data(), open.size()});
      for (std::size_t j = 0; j < rows; ++j) {
        const std::span<float> row = open.row(j);
        for (std::size_t i = 0; i < row.size(); ++i) {
          row[i] = row[i] != 0 ? 1 : 0;
          count[l][i] += row[i] != 0;
        }
      }
      open_above = open;
    }
  });
  return count;
}

}  // namespace reluscope
