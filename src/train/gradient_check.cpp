#include "train/gradient_check.hpp"

#include <algorithm>
#include <cmath>
#include <functional>

#include "model/activation_layer.hpp"
#include "model/network.hpp"
#include "model/parameter_count.hpp"
#include "support/random.hpp"
#include "train/loss.hpp"

namespace reluscope {
namespace {

constexpr double k_step = 1e-5;
constexpr std::size_t k_inputs = 5, k_rows = 16, k_classes = 3;

double value_at(const ActivationLayer<double>& layer, double x) {
  double h = 0;
  layer.forward({&x, 1}, {&h, 1});
  return h + 0.0;  // ReLU marks an inactive unit with −0
}

std::vector<std::size_t> widths(const std::vector<std::size_t>& hidden, bool classification) {
  std::vector<std::size_t> all = {k_inputs};
  all.insert(all.end(), hidden.begin(), hidden.end());
  all.push_back(classification ? k_classes : 1);
  return all;
}

/// A random network with random rows.
class RandomCase {
 public:
  RandomCase(const std::vector<std::size_t>& hidden, bool classification, const Activation& activation, Random random)
      : m_network(widths(hidden, classification), activation),
        m_inputs(Matrix<double>::from_shape({k_rows, k_inputs})),
        m_workspace(m_network.make_workspace(k_rows)) {
    for (std::size_t l = 0; l < m_network.layers().size(); ++l) {
      const MatrixView<double> weights = m_network.weights(l);
      const double deviation = std::sqrt(2.0 / static_cast<double>(weights.columns()));
      for (std::size_t i = 0; i < weights.size(); ++i) weights.data()[i] = deviation * random.normal();
      for (double& b : m_network.bias(l)) b = 0.1 * random.normal();
    }
    for (double& x : m_inputs) x = random.normal();
    for (std::size_t j = 0; j < k_rows; ++j) {
      if (classification) m_labels.push_back(static_cast<std::int32_t>(random.below(k_classes)));
      m_values.push_back(random.normal());
    }
  }

  std::span<double> parameters() { return m_network.parameters(); }

  /// Mean loss; ∂loss/∂outputs is left in `m_outputs`.
  double loss() {
    m_outputs = m_network.forward(m_inputs, m_workspace);
    const double sum = m_labels.empty() ? squared_error_with_gradient<double>(m_outputs, m_values)
                                        : cross_entropy_with_gradient(m_outputs, m_labels);
    return sum / k_rows;
  }

  std::vector<double> gradient() {
    std::vector<double> result(parameters().size());
    loss();
    m_network.backward(m_inputs, m_outputs, m_workspace, result);
    return result;
  }

  /// On which side of a kink which unit is on which row, after the last `loss`.
  std::vector<bool> active_units() const {
    std::vector<bool> active;
    if (!traits_of(m_network.activation().kind).is_rectifier) return active;
    for (std::size_t l = 0; l < m_network.hidden_layer_count(); ++l)
      for (const double h : m_workspace.outputs[l]) active.push_back(h > 0);
    return active;
  }

 private:
  Network<double> m_network;
  Matrix<double> m_inputs;
  std::vector<std::int32_t> m_labels;
  std::vector<double> m_values;
  Workspace<double> m_workspace;
  MatrixView<double> m_outputs;
};

}  // namespace

std::vector<PointCheck> check_points(const std::vector<double>& points, const Activation& activation) {
  const ActivationLayer<double> layer(activation);
  const bool keeps_z = traits_of(activation.kind).keeps_z;
  std::vector<PointCheck> checks;
  for (const double x : points) {
    const double h = x == 0 ? k_step : std::min(k_step * std::max(1.0, std::abs(x)), std::abs(x) / 2);
    double kept = x, gradient = 1;
    if (!keeps_z) layer.forward({&x, 1}, {&kept, 1});
    layer.backward_in_place({&kept, 1}, {&gradient, 1});
    const double left = x - h, right = x + h;
    checks.push_back({.x = x,
                      .value = value_at(layer, x),
                      .gradient = gradient,
                      .finite_difference = (value_at(layer, right) - value_at(layer, left)) / (right - left),
                      .left_difference = (value_at(layer, x) - value_at(layer, left)) / (x - left),
                      .right_difference = (value_at(layer, right) - value_at(layer, x)) / (right - x)});
  }
  return checks;
}

double parameters_to_check(const std::vector<std::size_t>& hidden, bool classification) {
  return parameter_count(widths(hidden, classification));
}

NetworkCheck check_network(const std::vector<std::size_t>& hidden, bool classification, const Activation& activation,
                           std::uint64_t seed) {
  RandomCase random_case(hidden, classification, activation, Random(seed, RandomStream::check, classification ? 1 : 0));
  const std::vector<double> analytic = random_case.gradient();
  const double greatest = std::abs(*std::ranges::max_element(analytic, {}, [](double a) { return std::abs(a); }));
  NetworkCheck check{.parameters = analytic.size()};
  for (std::size_t p = 0; p < analytic.size(); ++p) {
    double& parameter = random_case.parameters()[p];
    const double value = parameter;
    parameter = value + k_step;
    const double above = random_case.loss();
    const std::vector<bool> active_above = random_case.active_units();
    parameter = value - k_step;
    const double below = random_case.loss();
    const bool crosses_kink = random_case.active_units() != active_above;
    parameter = value;
    if (crosses_kink) continue;
    const double numeric = (above - below) / (2 * k_step);
    const double size = std::max({std::abs(analytic[p]), std::abs(numeric), 1e-3 * greatest});
    if (size > 0)
      check.worst_relative_error = std::max(check.worst_relative_error, std::abs(analytic[p] - numeric) / size);
    ++check.compared;
  }
  return check;
}

}  // namespace reluscope
