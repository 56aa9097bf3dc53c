#include "diagnosis/evidence/start_evidence.hpp"

#include <algorithm>
#include <cmath>

#include "model/walk.hpp"
#include "support/elementary.hpp"

namespace reluscope {
namespace {

constexpr std::size_t k_most_rows = 256;

AlignedVector<float> evenly_spaced(MatrixView<const float> inputs, std::size_t rows) {
  AlignedVector<float> sample;
  for (std::size_t i = 0; i < rows; ++i) {
    const std::span<const float> row = inputs.row(i * inputs.rows() / rows);
    sample.insert(sample.end(), row.begin(), row.end());
  }
  return sample;
}

double root_mean_square(std::span<const float> values) {
  double sum = 0;
  for (const float value : values) sum += square(value);
  return std::sqrt(sum / static_cast<double>(values.size()));
}

/// z: rows × units.
double spread_of(MatrixView<const float> z) {
  std::vector<double> sum(z.columns()), square_sum(z.columns());
  const auto rows = static_cast<double>(z.rows());
  for (std::size_t j = 0; j < z.rows(); ++j)
    for (std::size_t i = 0; i < z.columns(); ++i) sum[i] += z.row(j)[i];
  for (std::size_t j = 0; j < z.rows(); ++j)
    for (std::size_t i = 0; i < z.columns(); ++i) square_sum[i] += square(z.row(j)[i] - sum[i] / rows);
  double variance = 0;
  for (const double units : square_sum) variance += units / rows;
  return std::sqrt(variance / static_cast<double>(z.columns()));
}

}  // namespace

double StartEvidence::gain() const {
  double product = 1;
  for (const LayerStart& layer : layers) product *= layer.gain;
  return product;
}

StartEvidence start_evidence(const Network<float>& network, MatrixView<const float> inputs) {
  const std::size_t rows = std::min(k_most_rows, inputs.rows());
  const AlignedVector<float> sample = evenly_spaced(inputs, rows);
  Workspace<float> workspace = network.make_workspace(rows);
  StartEvidence evidence;
  forward(network, MatrixView<const float>(sample.data(), rows, inputs.columns()), workspace,
          [&](std::size_t l, MatrixView<const float> x, MatrixView<float> y) {
            const auto fan_in = static_cast<double>(x.columns());
            const double he = std::sqrt(squared_gain(network.activation()) / fan_in);
            const MatrixView<const float> weights = network.weights(l);
            LayerStart layer{.gain = root_mean_square({weights.data(), weights.size()}) / he,
                             .bias = root_mean_square(network.bias(l))};
            if (l < network.hidden_layer_count()) {
              network.layers()[l].product(network.of_layer(l, network.parameters()), x, y);
              layer.spread = spread_of(y);
            }
            evidence.layers.push_back(layer);
            write_outputs(network, l, x, y, z_of(l, rows, workspace));
          });
  return evidence;
}

double born_dead_probability(const Network<float>& network) {
  double lives = 1;
  for (std::size_t l = 0; l < network.hidden_layer_count(); ++l)
    lives *=
        1 - 1 / integer_power(2, static_cast<std::int64_t>(std::min<std::size_t>(60, network.layers()[l].units())));
  return 1 - lives;
}

}  // namespace reluscope
