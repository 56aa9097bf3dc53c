#include "diagnosis/proof/bounds.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "diagnosis/proof/rounding.hpp"
#include "linalg/matmul.hpp"

namespace reluscope {
namespace {

constexpr double k_infinity = std::numeric_limits<double>::infinity();

/// The line above (leaky) ReLU on an interval, slope · z + offset, and the slope of the one below it, which goes
/// through 0.
struct Relaxation {
  double upper_slope = 0, upper_offset = 0, lower_slope = 0;
};

/// slope: of the function below 0, in [0, 1).
Relaxation relaxation_of(double lower, double upper, double slope) {
  if (upper <= 0) return {.upper_slope = slope, .lower_slope = slope};
  if (lower >= 0) return {.upper_slope = 1, .lower_slope = 1};
  if (upper - lower == k_infinity) return {.upper_offset = upper, .lower_slope = slope};
  Relaxation line{.upper_slope = (upper - slope * lower) / (upper - lower),
                  .lower_slope = upper > -lower ? 1.0 : slope};
  // the function is convex: a line that is not below it at both ends is not below it between them
  const double at_lower = slope * lower - line.upper_slope * lower, at_upper = upper - line.upper_slope * upper;
  line.upper_offset =
      rounded_up(rounded_up(std::max(at_lower, at_upper)) + 2 * k_double_roundoff * (upper - 2 * slope * lower));
  return line;
}

/// A layer of the network in double, with what is known of it so far.
struct Layer {
  Matrix<double> weights;               // units × inputs
  std::vector<double> bias;             // units
  std::vector<double> terms;            // Σ |w|·max|input| + |b|: bounds whatever is added up for z
  std::vector<double> error;            // how far a float z may be off
  std::vector<double> function_error;   // how far the float f(z) may be off f of the float z; 0 of ReLU
  std::vector<bool> is_constant;        // nothing is added to the bias
  std::vector<Relaxation> relaxations;  // of the units, once they are bounded
};

/// Upper bounds of linear functions, a row each, as they are taken back through the network.
struct Backward {
  Matrix<double> coefficients;   // functions × units of the layer reached, on its activations
  std::vector<double> constant;  // functions
  std::vector<double> slack;     // functions: rounding, of the network and of this computation
};

class Bounder {
 public:
  Bounder(const Network<float>& network, const InputBox& box)
      : m_network(network), m_box(box), m_slope(slope_below_0(network.activation())) {}

  std::vector<LayerBounds> run() {
    std::vector<LayerBounds> all;
    std::vector<double> lowest = m_box.lower, highest = m_box.upper, magnitude = m_box.magnitude();
    for (std::size_t l = 0; l < m_network.hidden_layer_count(); ++l) {
      add_layer(l, magnitude);
      LayerBounds bounds = l == 0 ? first_layer() : later_layer(lowest, highest);
      Layer& layer = m_layers.back();
      set_constants(layer, bounds);
      lowest.clear(), highest.clear(), magnitude.clear();
      for (std::size_t i = 0; i < layer.bias.size(); ++i) {
        const double lower = bounds.lower[i].value, upper = bounds.upper[i].value;
        const double error = function_error(lower);
        layer.function_error.push_back(error);
        layer.relaxations.push_back(relaxation_of(lower, upper, m_slope));
        lowest.push_back(value_at(lower) - error);
        highest.push_back(value_at(upper) + error);
        magnitude.push_back(std::max(-lowest[i], highest[i]));
      }
      all.push_back(std::move(bounds));
    }
    return all;
  }

 private:
  /// As the network computes with it.
  static double slope_below_0(const Activation& activation) {
    return activation.kind == ActivationKind::leaky_relu ? static_cast<float>(activation.slope) : 0;
  }

  double value_at(double z) const { return z > 0 ? z : (m_slope == 0 ? 0 : m_slope * z); }

  /// Of a unit with lower ≤ z: slope·z is rounded once to float, and once here to double.
  double function_error(double lower) const {
    if (m_slope == 0 || lower >= 0) return 0;
    return -m_slope * lower * (2 * k_float_roundoff) + k_float_normal;
  }

  void add_layer(std::size_t l, const std::vector<double>& input_magnitude) {
    const MatrixView<const float> weights = m_network.weights(l);
    Layer layer{.weights = Matrix<double>::from_shape({weights.rows(), weights.columns()})};
    std::copy_n(weights.data(), weights.size(), layer.weights.data());
    for (std::size_t i = 0; i < weights.rows(); ++i) {
      layer.bias.push_back(m_network.bias(l)[i]);
      double terms = std::abs(layer.bias[i]), summands = 1, underflow = 2 * k_float_normal;
      for (std::size_t k = 0; k < weights.columns(); ++k) {
        // a 0 adds nothing, and no rounding, but it makes a NaN of what overflows
        const double weight = weights.row(i)[k], magnitude = input_magnitude[k];
        if ((weight == 0 || magnitude == 0) && std::isfinite(weight) && std::isfinite(magnitude)) continue;
        terms += std::abs(weight) * magnitude;
        underflow += float_underflow(weight, magnitude);
        ++summands;
      }
      terms *= 1 + gamma(2 * summands, k_double_roundoff);
      double error =
          (gamma(summands, k_float_roundoff) * terms + underflow) * (1 + gamma(2 * summands, k_double_roundoff));
      // a partial sum that may leave the range of float may become anything
      if (!(terms + error < std::numeric_limits<float>::max())) error = k_infinity;
      layer.terms.push_back(terms);
      layer.error.push_back(error);
      layer.is_constant.push_back(summands == 1 && std::isfinite(layer.bias[i]));
    }
    m_layers.push_back(std::move(layer));
  }

  /// Where nothing is added to the bias, z is the bias; but a denormal one may count as 0.
  static void set_constants(const Layer& layer, LayerBounds& bounds) {
    for (std::size_t i = 0; i < layer.bias.size(); ++i) {
      if (!layer.is_constant[i]) continue;
      const double error = std::abs(layer.bias[i]) < k_float_normal ? std::abs(layer.bias[i]) : 0;
      bounds.upper[i] = {layer.bias[i] + error};
      bounds.lower[i] = {layer.bias[i] - error};
    }
  }

  /// Coefficients ±w on the inputs of the last layer.
  Backward start(double sign) const {
    const Layer& layer = m_layers.back();
    Backward functions{.coefficients = layer.weights, .constant = layer.bias, .slack = layer.error};
    for (double& c : functions.coefficients) c *= sign;
    for (double& c : functions.constant) c *= sign;
    return functions;
  }

  /// From the activations of layer k to its inputs.
  void take_back(Backward& functions, const Layer& layer) const {
    const MatrixView<double> coefficients(functions.coefficients);
    const double own_rounding =
        gamma(static_cast<double>(layer.bias.size() + layer.weights.shape()[1]) + 8, k_double_roundoff);
    for (std::size_t f = 0; f < coefficients.rows(); ++f) {
      double constant = functions.constant[f], size = std::abs(constant), slack = functions.slack[f];
      for (std::size_t i = 0; i < coefficients.columns(); ++i) {
        double& c = coefficients.row(f)[i];
        if (c == 0) continue;
        const Relaxation& line = layer.relaxations[i];
        const double function_slack = std::abs(c) * layer.function_error[i];
        const double offset = c > 0 ? c * line.upper_offset : 0;
        c *= c > 0 ? line.upper_slope : line.lower_slope;
        if (c == 0 && offset == 0 && function_slack == 0) continue;
        constant += offset + c * layer.bias[i];
        size += std::abs(offset) + std::abs(c * layer.bias[i]);
        // the float z is off by `error`; the products below, and this one, by their own rounding
        slack += function_slack + std::abs(c) * (layer.error[i] + own_rounding * layer.terms[i]);
      }
      functions.constant[f] = constant;
      functions.slack[f] = (slack + own_rounding * size) * (1 + own_rounding);
    }
    Matrix<double> below = Matrix<double>::from_shape({coefficients.rows(), layer.weights.shape()[1]});
    matmul<double>(coefficients, Transpose::no, layer.weights, Transpose::no, below);
    functions.coefficients = std::move(below);
  }

  /// The greatest values that the functions take over the box.
  std::vector<double> greatest(const Backward& functions) const {
    const MatrixView<const double> coefficients(functions.coefficients);
    const std::vector<double> magnitude = m_box.magnitude();
    const double own_rounding = gamma(2 * static_cast<double>(m_box.inputs()) + 8, k_double_roundoff);
    std::vector<double> values;
    for (std::size_t f = 0; f < coefficients.rows(); ++f) {
      const std::span<const double> row = coefficients.row(f);
      const std::vector<double> corner = m_box.highest_corner(row);
      double value = functions.constant[f], size = std::abs(value);
      for (std::size_t k = 0; k < row.size(); ++k) {
        value += row[k] * corner[k];
        size += std::abs(row[k]) * magnitude[k];
      }
      const double sum = value + (functions.slack[f] + own_rounding * size) * (1 + 4 * k_double_roundoff);
      // the 8 in own_rounding covers the rounding of this sum too: rounding up once more is for good measure
      values.push_back(std::isnan(sum) ? k_infinity : rounded_up(sum));
    }
    return values;
  }

  /// The functions ±z of the last layer, bounded over the box.
  std::vector<double> crown(double sign, Matrix<double>* slopes) const {
    Backward functions = start(sign);
    for (std::size_t k = m_layers.size() - 1; k-- > 0;) take_back(functions, m_layers[k]);
    std::vector<double> values = greatest(functions);
    if (slopes != nullptr) *slopes = std::move(functions.coefficients);
    return values;
  }

  /// Interval and backward bound are the same there.
  LayerBounds first_layer() const {
    LayerBounds bounds;
    for (const double value : crown(1, &bounds.upper_slopes)) bounds.upper.push_back({value});
    for (const double value : crown(-1, nullptr)) bounds.lower.push_back({-value});
    return bounds;
  }

  LayerBounds later_layer(const std::vector<double>& lowest, const std::vector<double>& highest) const {
    const Layer& layer = m_layers.back();
    LayerBounds bounds;
    const std::vector<double> crown_upper = crown(1, &bounds.upper_slopes), crown_lower = crown(-1, nullptr);
    const double own_rounding = gamma(static_cast<double>(lowest.size()) + 8, k_double_roundoff);
    for (std::size_t i = 0; i < layer.bias.size(); ++i) {
      double lower = layer.bias[i], upper = layer.bias[i];
      const std::span<const double> weights = MatrixView<const double>(layer.weights).row(i);
      for (std::size_t k = 0; k < weights.size(); ++k) {
        if (weights[k] == 0) continue;
        lower += weights[k] * (weights[k] > 0 ? lowest[k] : highest[k]);
        upper += weights[k] * (weights[k] > 0 ? highest[k] : lowest[k]);
      }
      const double slack = (layer.error[i] + own_rounding * layer.terms[i]) * (1 + 4 * k_double_roundoff);
      upper = rounded_up(upper + slack);
      lower = -rounded_up(slack - lower);
      if (std::isnan(upper)) upper = k_infinity;
      if (std::isnan(lower)) lower = -k_infinity;
      bounds.upper.push_back(crown_upper[i] < upper ? Bound{crown_upper[i], BoundMethod::crown} : Bound{upper});
      bounds.lower.push_back(-crown_lower[i] > lower ? Bound{-crown_lower[i], BoundMethod::crown} : Bound{lower});
    }
    return bounds;
  }

  const Network<float>& m_network;
  const InputBox& m_box;
  double m_slope;  // of the activation below 0
  std::vector<Layer> m_layers;
};

}  // namespace

std::vector<LayerBounds> bounds_of(const Network<float>& network, const InputBox& box) {
  return Bounder(network, box).run();
}

}  // namespace reluscope
