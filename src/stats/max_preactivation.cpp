#include "stats/max_preactivation.hpp"

#include <algorithm>

#include "model/row_blocks.hpp"
#include "model/walk.hpp"
#include "stats/activation_stats.hpp"

namespace reluscope {

std::vector<std::vector<float>> max_preactivations(std::span<const float> moved, const Network<float>& network,
                                                   MatrixView<const float> inputs) {
  Workspace<float> workspace = network.make_workspace(std::min(k_block_rows, inputs.rows()));
  Workspace<float> moved_workspace = network.make_workspace(std::min(k_block_rows, inputs.rows()));
  std::vector<ActivationStats> tallies;
  for (std::size_t l = 0; l < network.hidden_layer_count(); ++l) tallies.emplace_back(network.layers()[l].units());

  for_each_block(inputs.rows(), [&](std::size_t first, std::size_t rows) {
    const auto visit = [&](std::size_t l, MatrixView<const float> x, MatrixView<float> y) {
      const MatrixView<float> z = MatrixView<float>(moved_workspace.outputs[l]).rows(0, rows);
      network.layers()[l].product(network.of_layer(l, moved), x, z);
      tallies[l].bias_relu_and_accumulate(z, network.layers()[l].bias(network.of_layer(l, moved)));
      write_outputs(network, l, x, y);
    };
    forward(network, inputs.rows(first, rows), workspace, tallies.size(), visit);
  });
  std::vector<std::vector<float>> greatest;
  for (ActivationStats& tally : tallies) greatest.push_back(std::move(tally.max_preactivation));
  return greatest;
}

}  // namespace reluscope
