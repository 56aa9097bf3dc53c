#include "stats/closest_rows.hpp"

#include <limits>

namespace reluscope {

ClosestRows::ClosestRows(const Network<float>& network, std::span<const std::vector<std::size_t>> units) {
  std::size_t layers = units.size();
  while (layers > 0 && units[layers - 1].empty()) --layers;
  for (std::size_t l = 0; l < layers; ++l) {
    AlignedVector<float> parameters;
    for (const std::size_t i : units[l]) {
      const std::span<const float> weights = network.weights(l).row(i);
      parameters.insert(parameters.end(), weights.begin(), weights.end());
    }
    for (const std::size_t i : units[l]) parameters.push_back(network.bias(l)[i]);
    m_layers.push_back({{network.layers()[l].inputs(), units[l].size()},
                        std::move(parameters),
                        std::vector<float>(units[l].size(), -std::numeric_limits<float>::infinity()),
                        std::vector<std::vector<float>>(units[l].size())});
  }
}

void ClosestRows::see(const BlockPass& pass) {
  for (std::size_t l = 0; l < m_layers.size(); ++l) {
    Layer& layer = m_layers[l];
    if (layer.rows.empty()) continue;
    m_z.resize(pass.inputs.rows() * layer.rows.size());
    const MatrixView<float> z(m_z.data(), pass.inputs.rows(), layer.rows.size());
    layer.dense.forward(layer.parameters, inputs_of(l, pass.inputs, pass.workspace), z);
    for (std::size_t j = 0; j < z.rows(); ++j) {
      for (std::size_t u = 0; u < layer.rows.size(); ++u) {
        const bool is_greater = z.row(j)[u] > layer.greatest[u];
        if (is_greater) layer.greatest[u] = z.row(j)[u];
        if (is_greater || layer.rows[u].empty())
          layer.rows[u].assign(pass.inputs.row(j).begin(), pass.inputs.row(j).end());
      }
    }
  }
}

void ClosestRows::merge(const ClosestRows& later) {
  for (std::size_t l = 0; l < m_layers.size(); ++l) {
    for (std::size_t u = 0; u < m_layers[l].rows.size(); ++u) {
      if (!(later.m_layers[l].greatest[u] > m_layers[l].greatest[u]) && !m_layers[l].rows[u].empty()) continue;
      m_layers[l].greatest[u] = later.m_layers[l].greatest[u];
      m_layers[l].rows[u] = later.m_layers[l].rows[u];
    }
  }
}

}  // namespace reluscope
