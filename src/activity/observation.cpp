#include "activity/observation.hpp"

#include <algorithm>
#include <optional>

#include "nn/loss.hpp"
#include "nn/row_blocks.hpp"
#include "support/parallel.hpp"

namespace reluscope {
namespace {

constexpr std::size_t k_shard_rows = 8192;  // are one thread's at a time

Observation nothing_seen(const Network<float>& network) {
  Observation observation;
  for (std::size_t l = 0; l < network.hidden_layer_count(); ++l)
    observation.layers.emplace_back(network.layers()[l].units());
  return observation;
}

void observe_block(const Network<float>& network, const Samples& block, Workspace<float>& workspace,
                   Observation& seen) {
  MatrixView<const float> x = block.inputs;
  MatrixView<float> z;
  for (std::size_t l = 0; l < network.layers().size(); ++l) {
    z = MatrixView<float>(workspace.outputs[l]).rows(0, block.rows());
    network.layers()[l].forward(network.of_layer(l, network.parameters()), x, z);
    if (l < network.hidden_layer_count()) {
      seen.layers[l].add(z);
      network.relu().forward_in_place({z.data(), z.size()});
    }
    x = z;
  }
  if (!block.labels.empty()) seen.correct += count_correct(z, block.labels);
  seen.loss_sum += loss_with_gradient(z, block);
  seen.rows += block.rows();
}

Observation observe_shard(const Network<float>& network, const Samples& shard) {
  Workspace<float> workspace = network.make_workspace(std::min(k_block_rows, shard.rows()));
  Observation seen = nothing_seen(network);
  for_each_block(shard.rows(), [&](std::size_t first, std::size_t count) {
    observe_block(network, shard.slice(first, count), workspace, seen);
  });
  return seen;
}

}  // namespace

Observation observe(const Network<float>& network, const Samples& samples, unsigned threads) {
  const std::size_t shards = (samples.rows() + k_shard_rows - 1) / k_shard_rows;
  std::vector<std::optional<Observation>> parts(shards);
  parallel_for(shards, threads, [&](std::size_t s) {
    const std::size_t first = s * k_shard_rows;
    parts[s] = observe_shard(network, samples.slice(first, std::min(k_shard_rows, samples.rows() - first)));
  });
  Observation total = nothing_seen(network);
  for (const auto& part : parts) {
    total.rows += part->rows;
    total.loss_sum += part->loss_sum;
    total.correct += part->correct;
    for (std::size_t l = 0; l < total.layers.size(); ++l) total.layers[l].merge(part->layers[l]);
  }
  return total;
}

}  // namespace reluscope
