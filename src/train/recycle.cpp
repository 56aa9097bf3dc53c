#include "train/recycle.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "model/row_blocks.hpp"
#include "model/walk.hpp"
#include "support/random.hpp"

namespace reluscope {
namespace {

constexpr std::size_t k_most_rows = 2048;

/// Per hidden layer and unit, the sum of |h| over the sample.
std::vector<std::vector<double>> activation_sums(const Network<float>& network, const Samples& samples) {
  std::vector<std::vector<double>> sums;
  for (std::size_t l = 0; l < network.hidden_layer_count(); ++l) sums.emplace_back(network.layers()[l].units());
  const std::size_t count = std::min(k_most_rows, samples.rows()), inputs = network.input_count();
  Workspace<float> workspace = network.make_workspace(std::min(k_block_rows, count));
  AlignedVector<float> block;
  for_each_block(count, [&](std::size_t first, std::size_t rows) {
    block.clear();
    for (std::size_t i = first; i < first + rows; ++i) {
      const std::span<const float> row = samples.inputs.row(i * samples.rows() / count);
      block.insert(block.end(), row.begin(), row.end());
    }
    forward(network, MatrixView<const float>(block.data(), rows, inputs), workspace, network.hidden_layer_count(),
            [&](std::size_t l, MatrixView<const float> x, MatrixView<float> y) {
              write_outputs(network, l, x, y, z_of(l, rows, workspace));
              for (std::size_t j = 0; j < rows; ++j)
                for (std::size_t i = 0; i < y.columns(); ++i) sums[l][i] += std::abs(y.row(j)[i]);
            });
  });
  return sums;
}

/// Sets one parameter, and what the optimizer keeps of it to 0.
void set(float& parameter, float value, Network<float>& network, Optimizer& optimizer) {
  parameter = value;
  optimizer.forget(static_cast<std::size_t>(&parameter - network.parameters().data()));
}

}  // namespace

std::size_t recycle_dormant(Network<float>& network, Optimizer& optimizer, const Samples& samples,
                            const RecycleOptions& options, std::uint64_t seed, int epoch) {
  const std::vector<std::vector<double>> sums = activation_sums(network, samples);
  std::vector<std::pair<std::size_t, std::size_t>> dormant;
  for (std::size_t l = 0; l < sums.size(); ++l) {
    const double mean = std::accumulate(sums[l].begin(), sums[l].end(), 0.0) / static_cast<double>(sums[l].size());
    for (std::size_t i = 0; i < sums[l].size(); ++i)
      if (sums[l][i] <= options.dormant_tau * mean) dormant.emplace_back(l, i);
  }
  if (dormant.empty()) return 0;
  Network<float> fresh = network;
  Random random(seed, RandomStream::recycling, static_cast<std::uint64_t>(epoch));
  initialize(fresh, options.initialization, random);
  for (const auto& [l, i] : dormant) {
    const std::span<float> weights = network.weights(l).row(i);
    for (std::size_t k = 0; k < weights.size(); ++k) set(weights[k], fresh.weights(l).row(i)[k], network, optimizer);
    set(network.bias(l)[i], fresh.bias(l)[i], network, optimizer);
  }
  for (const auto& [l, i] : dormant) {  // after the weights of the layer above, which may be recycled too
    const MatrixView<float> above = network.weights(l + 1);
    for (std::size_t k = 0; k < above.rows(); ++k) set(above.row(k)[i], 0, network, optimizer);
  }
  return dormant.size();
}

}  // namespace reluscope
