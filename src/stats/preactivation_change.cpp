#include "stats/preactivation_change.hpp"

namespace reluscope {

void MeanSnapshot::assign(const Network<float>& network, std::span<const double> input_means,
                          const EvaluationResult& seen) {
  m_parameters.assign(network.parameters().begin(), network.parameters().end());
  m_input_means.resize(network.hidden_layer_count());
  m_input_means.front().assign(input_means.begin(), input_means.end());
  for (std::size_t l = 0; l + 1 < network.hidden_layer_count(); ++l) {
    std::vector<double>& means = m_input_means[l + 1];
    means = seen.layers[l].activation_sum;
    for (double& mean : means) mean /= static_cast<double>(seen.rows);
  }
}

double MeanSnapshot::preactivation(const Network<float>& network, std::size_t layer, std::size_t unit) const {
  const Dense<float>& dense = network.layers()[layer];
  const auto own = network.of_layer(layer, parameters());
  double z = dense.bias(own)[unit];
  for (std::size_t k = 0; k < dense.inputs(); ++k) z += dense.weights(own).row(unit)[k] * m_input_means[layer][k];
  return z;
}

PreactivationChange change_between(const Network<float>& network, const MeanSnapshot& before, const MeanSnapshot& after,
                                   std::size_t layer, std::size_t unit) {
  const Dense<float>& dense = network.layers()[layer];
  const auto old_own = network.of_layer(layer, before.parameters()), own = network.of_layer(layer, after.parameters());
  const std::span<const float> old_weights = dense.weights(old_own).row(unit), weights = dense.weights(own).row(unit);
  const std::vector<double>&old_means = before.input_means(layer), &means = after.input_means(layer);
  PreactivationChange change{
      .total = after.preactivation(network, layer, unit) - before.preactivation(network, layer, unit),
      .bias = static_cast<double>(dense.bias(own)[unit]) - dense.bias(old_own)[unit]};
  for (std::size_t k = 0; k < weights.size(); ++k) {
    change.weights += (static_cast<double>(weights[k]) - old_weights[k]) * old_means[k];
    change.inputs += weights[k] * (means[k] - old_means[k]);
  }
  return change;
}

std::vector<double> column_means(MatrixView<const float> matrix) {
  std::vector<double> means(matrix.columns());
  for (std::size_t j = 0; j < matrix.rows(); ++j)
    for (std::size_t k = 0; k < means.size(); ++k) means[k] += matrix.row(j)[k];
  for (double& mean : means) mean /= static_cast<double>(matrix.rows());
  return means;
}

}  // namespace reluscope
