#include "stats/gradient_paths.hpp"

#include <algorithm>

namespace reluscope {

GradientPaths::GradientPaths(const Network<float>& network) {
  Network<float> adjacency = network;
  for (float& weight : adjacency.parameters()) weight = weight != 0 ? 1 : 0;  // so that no two paths cancel out
  m_adjacency = std::make_shared<const Network<float>>(std::move(adjacency));
  for (std::size_t l = 0; l < network.hidden_layer_count(); ++l) m_rows.emplace_back(network.layers()[l].units());
}

void GradientPaths::see(const BlockPass& pass) {
  const MatrixView<float> outputs = MatrixView<float>(pass.workspace.outputs.back()).rows(0, pass.inputs.rows());
  std::fill_n(outputs.data(), outputs.size(), 1.0F);
  const auto count = [&](std::size_t l, MatrixView<const float> /*x*/, MatrixView<float> paths) {
    if (l == m_rows.size()) return;
    for (std::size_t j = 0; j < paths.rows(); ++j) {
      const std::span<float> row = paths.row(j);
      for (std::size_t i = 0; i < row.size(); ++i) {
        row[i] = row[i] != 0 ? 1 : 0;
        m_rows[l][i] += row[i] != 0;
      }
    }
  };
  backward(*m_adjacency, pass.inputs, outputs, pass.workspace, m_rows.size() + 1, count);
}

void GradientPaths::merge(const GradientPaths& later) {
  for (std::size_t l = 0; l < m_rows.size(); ++l)
    std::ranges::transform(m_rows[l], later.m_rows[l], m_rows[l].begin(), std::plus());
}

}  // namespace reluscope
