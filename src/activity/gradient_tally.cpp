#include "activity/gradient_tally.hpp"

#include <algorithm>
#include <cmath>

#include "support/vectorise.hpp"

namespace reluscope {
namespace {

constexpr std::size_t k_strip_units = 64;

/// delta: the strip's first value; a row is `stride` after the one before. count, square: `units` values, written.
RELUSCOPE_VECTORISE void tally_strip(const float* delta, std::size_t rows, std::size_t units, std::size_t stride,
                                     std::int32_t* count, double* square) {
  std::fill_n(count, units, 0);
  std::fill_n(square, units, 0.0);
  for (std::size_t j = 0; j < rows; ++j, delta += stride) {
    for (std::size_t i = 0; i < units; ++i) {
      count[i] += delta[i] != 0;
      square[i] += static_cast<double>(delta[i]) * delta[i];
    }
  }
}

RELUSCOPE_VECTORISE double square_sum(const float* values, std::size_t n) {
  constexpr std::size_t k_lanes = 32;
  double lanes[k_lanes] = {};
  std::size_t k = 0;
  for (; k + k_lanes <= n; k += k_lanes)
    for (std::size_t i = 0; i < k_lanes; ++i) lanes[i] += static_cast<double>(values[k + i]) * values[k + i];
  for (; k < n; ++k) lanes[0] += static_cast<double>(values[k]) * values[k];
  double sum = 0;
  for (const double lane : lanes) sum += lane;
  return sum;
}

void add_deltas(MatrixView<const float> deltas, UnitGradients& layer) {
  std::int32_t count[k_strip_units];
  double square[k_strip_units];
  // the loss of the batch is the mean of its rows' losses
  const auto rows = static_cast<double>(deltas.rows());
  for (std::size_t first = 0; first < deltas.columns(); first += k_strip_units) {
    const std::size_t units = std::min(k_strip_units, deltas.columns() - first);
    tally_strip(deltas.data() + first, deltas.rows(), units, deltas.columns(), count, square);
    for (std::size_t i = 0; i < units; ++i) {
      layer.nonzero_rows[first + i] += count[i];
      layer.square_sum[first + i] += rows * rows * square[i];
    }
  }
}

}  // namespace

GradientTally::GradientTally(const Network<float>& network) : m_norm_square_sum(network.layers().size()) {
  for (std::size_t l = 0; l < network.hidden_layer_count(); ++l) m_layers.emplace_back(network.layers()[l].units());
}

void GradientTally::add(const StepGradient& step) {
  m_rows += static_cast<std::int64_t>(step.rows);
  ++m_steps;
  for (std::size_t l = 0; l < m_layers.size(); ++l)
    add_deltas(MatrixView<const float>(step.workspace.deltas[l]).rows(0, step.rows), m_layers[l]);
  for (std::size_t l = 0; l < m_norm_square_sum.size(); ++l) {
    const std::span<const float> gradient = step.network.of_layer(l, step.parameters);
    m_norm_square_sum[l] += square_sum(gradient.data(), gradient.size());
  }
}

void GradientTally::clear() {
  m_rows = m_steps = 0;
  for (UnitGradients& layer : m_layers) {
    std::ranges::fill(layer.nonzero_rows, 0);
    std::ranges::fill(layer.square_sum, 0);
  }
  std::ranges::fill(m_norm_square_sum, 0);
}

std::vector<double> GradientTally::norms() const {
  std::vector<double> norms;
  if (m_steps == 0) return norms;
  for (const double sum : m_norm_square_sum) norms.push_back(std::sqrt(sum / static_cast<double>(m_steps)));
  return norms;
}

}  // namespace reluscope
