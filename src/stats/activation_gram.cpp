#include "stats/activation_gram.hpp"

#include <algorithm>
#include <utility>

#include "linalg/matmul.hpp"

namespace reluscope {

ActivationGram::ActivationGram(const Network<float>& network, std::size_t rows) {
  for (std::size_t l = 0; l < network.hidden_layer_count(); ++l)
    m_layers.push_back({network.layers()[l].units(), rows < network.layers()[l].units(), {}});
}

void ActivationGram::see(const BlockPass& pass) {
  for (std::size_t l = 0; l < m_layers.size(); ++l) {
    Layer& layer = m_layers[l];
    const MatrixView<const float> h = MatrixView<const float>(pass.workspace.outputs[l]).rows(0, pass.inputs.rows());
    if (layer.by_rows) {
      layer.values.insert(layer.values.end(), h.data(), h.data() + h.size());
      continue;
    }
    m_block.assign(h.data(), h.data() + h.size());
    layer.values.resize(layer.units * layer.units);
    add_gram({m_block.data(), h.rows(), h.columns()}, Transpose::yes, {layer.values.data(), layer.units, layer.units});
  }
}

void ActivationGram::merge(const ActivationGram& later) {
  for (std::size_t l = 0; l < m_layers.size(); ++l) {
    std::vector<double>& values = m_layers[l].values;
    const std::vector<double>& further = later.m_layers[l].values;
    if (m_layers[l].by_rows || values.empty())
      values.insert(values.end(), further.begin(), further.end());
    else
      std::ranges::transform(values, further, values.begin(), std::plus());
  }
}

Matrix<double> ActivationGram::take(std::size_t layer) {
  const std::vector<double> values = std::exchange(m_layers[layer].values, {});
  const std::size_t units = m_layers[layer].units, n = m_layers[layer].by_rows ? values.size() / units : units;
  Matrix<double> gram = Matrix<double>::from_shape({n, n});
  if (m_layers[layer].by_rows) {
    gram.fill(0);
    add_gram({values.data(), n, units}, Transpose::no, gram);
  } else {
    std::ranges::copy(values, gram.data());
  }
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = i + 1; j < n; ++j) gram(i, j) = gram(j, i);
  return gram;
}

}  // namespace reluscope
