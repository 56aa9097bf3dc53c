#include "stats/activation_gram.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <utility>

#include "linalg/eigenvalues.hpp"
#include "linalg/matmul.hpp"

namespace reluscope {

ActivationGram::ActivationGram(const Network<float>& network, const EvenRows& chosen) : m_chosen(chosen) {
  for (std::size_t l = 0; l < network.hidden_layer_count(); ++l)
    m_layers.push_back({network.layers()[l].units(), chosen.size < network.layers()[l].units(), {}});
}

MatrixView<const double> ActivationGram::chosen_rows(const BlockPass& pass, std::size_t layer) {
  const MatrixView<const float> h = MatrixView<const float>(pass.workspace.outputs[layer]).rows(0, pass.inputs.rows());
  if (m_chosen.is_all()) {
    m_block.assign(h.data(), h.data() + h.size());
  } else {
    m_block.clear();
    m_chosen.for_each_between(pass.first_row, pass.first_row + h.rows(), [&](std::size_t row) {
      const std::span<const float> values = h.row(row - pass.first_row);
      m_block.insert(m_block.end(), values.begin(), values.end());
    });
  }
  return {m_block.data(), m_block.size() / h.columns(), h.columns()};
}

void ActivationGram::see(const BlockPass& pass) {
  for (std::size_t l = 0; l < m_layers.size(); ++l) {
    Layer& layer = m_layers[l];
    const MatrixView<const double> h = chosen_rows(pass, l);
    if (h.rows() == 0) continue;
    if (layer.by_rows) {
      layer.values.insert(layer.values.end(), h.data(), h.data() + h.size());
      continue;
    }
    layer.values.resize(layer.units * layer.units);
    add_gram(h, Transpose::yes, {layer.values.data(), layer.units, layer.units});
  }
}

void ActivationGram::merge(const ActivationGram& later) {
  for (std::size_t l = 0; l < m_layers.size(); ++l) {
    std::vector<double>& values = m_layers[l].values;
    const std::vector<double>& further = later.m_layers[l].values;
    if (further.empty()) continue;
    if (m_layers[l].by_rows || values.empty())
      values.insert(values.end(), further.begin(), further.end());
    else
      std::ranges::transform(values, further, values.begin(), std::plus());
  }
}

namespace {

void mirror_lower_triangle(Matrix<double>& gram) {
  const std::size_t n = gram.shape()[0];
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = i + 1; j < n; ++j) gram(i, j) = gram(j, i);
}

}  // namespace

Matrix<double> gram_of(MatrixView<const float> activations) {
  const std::vector<double> values(activations.data(), activations.data() + activations.size());
  const bool by_rows = activations.rows() < activations.columns();
  const std::size_t n = std::min(activations.rows(), activations.columns());
  Matrix<double> gram = Matrix<double>::from_shape({n, n});
  gram.fill(0);
  add_gram({values.data(), activations.rows(), activations.columns()}, by_rows ? Transpose::no : Transpose::yes, gram);
  mirror_lower_triangle(gram);
  return gram;
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
  mirror_lower_triangle(gram);
  return gram;
}

std::optional<std::vector<double>> singular_values(Matrix<double> gram) {
  if (!std::all_of(gram.begin(), gram.end(), [](double x) { return std::isfinite(x); })) return std::nullopt;
  std::vector<double> sigma = eigenvalues(MatrixView<double>(gram));
  for (double& value : sigma) value = std::sqrt(std::max(value, 0.0));
  std::ranges::sort(sigma, std::greater());
  return sigma;
}

}  // namespace reluscope
