#include "stats/max_preactivation.hpp"

namespace reluscope {

MaxPreactivation::MaxPreactivation(const Network<float>& network, AlignedVector<float> parameters)
    : m_parameters(std::make_shared<const AlignedVector<float>>(std::move(parameters))) {
  for (std::size_t l = 0; l < network.hidden_layer_count(); ++l) m_layers.emplace_back(network.layers()[l].units());
}

void MaxPreactivation::see(const BlockPass& pass) {
  for (std::size_t l = 0; l < m_layers.size(); ++l) {
    const Dense<float>& layer = pass.network.layers()[l];
    const auto own = pass.network.of_layer(l, std::span<const float>(*m_parameters));
    m_z.resize(pass.inputs.rows() * layer.units());
    const MatrixView<float> z(m_z.data(), pass.inputs.rows(), layer.units());
    layer.product(own, inputs_of(l, pass.inputs, pass.workspace), z);
    m_layers[l].activate_and_accumulate(z, layer.bias(own), pass.network.activation());
  }
}

void MaxPreactivation::merge(const MaxPreactivation& later) {
  for (std::size_t l = 0; l < m_layers.size(); ++l) m_layers[l].merge(later.m_layers[l]);
}

std::vector<std::vector<float>> MaxPreactivation::greatest() const {
  std::vector<std::vector<float>> greatest;
  for (const ActivationStats& layer : m_layers) greatest.push_back(layer.max_preactivation);
  return greatest;
}

}  // namespace reluscope
