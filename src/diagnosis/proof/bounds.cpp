#include "diagnosis/proof/bounds.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "diagnosis/proof/rounding.hpp"
#include "linalg/matmul.hpp"

namespace reluscope {
namespace {

constexpr double k_infinity = std::numeric_limits<double>::infinity();

double size_of(const Matrix<double>& weights) { return static_cast<double>(weights.size()); }

/// Rows of sums of |weight| · size, or of weight · value: a · wᵀ.
Matrix<double> times_transpose(const Matrix<double>& a, const Matrix<double>& w) {
  Matrix<double> product = Matrix<double>::from_shape({a.shape()[0], w.shape()[0]});
  matmul<double>(a, Transpose::no, w, Transpose::yes, product);
  return product;
}

}  // namespace

/// Of the units of a layer over each box: boxes × units.
struct Bounder::Ranges {
  Matrix<double> lower, upper;               // of the float z
  std::vector<Relaxation> relaxations = {};  // of its activation

  std::size_t boxes() const { return lower.shape()[0]; }
  std::size_t units() const { return lower.shape()[1]; }
};

/// Upper bounds of linear functions, so many for each box, as they are taken back through the network.
struct Bounder::Functions {
  std::size_t per_box = 1;
  Matrix<double> coefficients;   // functions × units of the layer reached, on its activations
  std::vector<double> constant;  // functions
  std::vector<double> slack;     // functions: rounding, of the network and of this computation
};

Bounder::Bounder(const Network<float>& network, const InputBox& box)
    : m_network(network), m_box(box), m_magnitude(box.magnitude()), m_slope(0) {
  if (network.activation().kind == ActivationKind::leaky_relu)
    m_slope = static_cast<float>(network.activation().slope);  // as the network computes with it
  BoxBatch whole(1, box.inputs(), box.groups);
  std::ranges::copy(box.lower, whole.lower.begin());
  std::ranges::copy(box.upper, whole.upper.begin());
  std::vector<double> magnitude = m_magnitude;
  std::vector<Ranges> ranges;
  for (std::size_t l = 0; l < network.hidden_layer_count(); ++l) {
    m_layers.push_back(rounded_layer(network, l, magnitude));
    m_bounds.push_back(whole_layer(l, ranges, whole));
    const LayerBounds& bounds = m_bounds.back();
    const std::size_t units = bounds.upper.size();
    Ranges& layer =
        ranges.emplace_back(Ranges{Matrix<double>::from_shape({1, units}), Matrix<double>::from_shape({1, units})});
    m_unstable.emplace_back();
    magnitude.clear();
    for (std::size_t i = 0; i < units; ++i) {
      const double lower = bounds.lower[i].value, upper = bounds.upper[i].value, error = function_error(lower);
      layer.lower(0, i) = lower, layer.upper(0, i) = upper;
      layer.relaxations.push_back(relaxation_of(lower, upper, m_slope));
      m_layers[l].function_error.push_back(error);
      if (lower < 0 && upper > 0) m_unstable.back().push_back(i);
      magnitude.push_back(std::max(error - value_at(lower), value_at(upper) + error));
    }
  }
}

/// Of a unit with lower ≤ z: slope·z is rounded once to float, and once here to double.
double Bounder::function_error(double lower) const {
  if (m_slope == 0 || lower >= 0) return 0;
  return -m_slope * lower * (2 * k_float_roundoff) + k_float_normal;
}

LayerBounds Bounder::whole_layer(std::size_t l, std::span<const Ranges> below, const BoxBatch& box) const {
  const RoundedLayer& layer = m_layers[l];
  std::vector<std::size_t> units(layer.bias.size());
  std::iota(units.begin(), units.end(), 0);
  std::vector<double> crown_upper(units.size(), k_infinity), crown_lower(units.size(), k_infinity);
  LayerBounds bounds;
  if (l < k_deepest) {
    Functions up = start(l, units, 1, 1), down = start(l, units, 1, -1);
    crown_upper = crown(up, below, box), crown_lower = crown(down, below, box);
    bounds.upper_slopes = std::move(up.coefficients);
  }
  for (std::size_t i = 0; i < units.size(); ++i) {
    // in the first layer both methods are the same
    Bound lower{-crown_lower[i]}, upper{crown_upper[i]};
    if (l > 0) {
      const std::span<const double> weights = MatrixView<const double>(layer.weights).row(i);
      double low = layer.bias[i], high = layer.bias[i];
      for (std::size_t k = 0; k < weights.size(); ++k) {
        if (weights[k] == 0) continue;
        const double error = m_layers[l - 1].function_error[k];
        const double least = value_at(below.back().lower(0, k)) - error,
                     most = value_at(below.back().upper(0, k)) + error;
        low += weights[k] * (weights[k] > 0 ? least : most);
        high += weights[k] * (weights[k] > 0 ? most : least);
      }
      const double own_rounding = gamma(static_cast<double>(weights.size()) + 8, k_double_roundoff);
      const double slack = (layer.error[i] + own_rounding * layer.terms[i]) * (1 + 4 * k_double_roundoff);
      high = rounded_up(high + slack);
      low = -rounded_up(slack - low);
      if (std::isnan(high)) high = k_infinity;
      if (std::isnan(low)) low = -k_infinity;
      upper = upper.value < high ? Bound{upper.value, BoundMethod::crown} : Bound{high};
      lower = lower.value > low ? Bound{lower.value, BoundMethod::crown} : Bound{low};
    }
    if (layer.is_constant[i]) {  // z is the bias; but a denormal one may count as 0
      const double error = std::abs(layer.bias[i]) < k_float_normal ? std::abs(layer.bias[i]) : 0;
      upper = {layer.bias[i] + error};
      lower = {layer.bias[i] - error};
    }
    bounds.lower.push_back(lower);
    bounds.upper.push_back(upper);
  }
  return bounds;
}

/// What holds on the whole box holds on a part of it.
void Bounder::limit(std::size_t l, Ranges& ranges) const {
  for (std::size_t b = 0; b < ranges.boxes(); ++b) {
    for (std::size_t i = 0; i < ranges.units(); ++i) {
      double &lower = ranges.lower(b, i), &upper = ranges.upper(b, i);
      const double least = m_bounds[l].lower[i].value, most = m_bounds[l].upper[i].value;
      if (!(lower > least)) lower = least;  // also where it is NaN
      if (!(upper < most)) upper = most;
    }
  }
}

Bounder::Ranges Bounder::first_ranges(const BoxBatch& boxes) const {
  if (boxes.first_lower) {
    Ranges known{*boxes.first_lower, *boxes.first_upper};
    limit(0, known);
    return known;
  }
  const RoundedLayer& layer = m_layers.front();
  const std::size_t inputs = boxes.inputs(), units = layer.bias.size();
  Matrix<double> centre = Matrix<double>::from_shape({boxes.size(), inputs}), radius = centre;
  for (std::size_t v = 0; v < centre.size(); ++v) {
    const double lower = boxes.lower.data()[v], upper = boxes.upper.data()[v];
    centre.data()[v] = 0.5 * lower + 0.5 * upper;
    radius.data()[v] = 0.5 * upper - 0.5 * lower;
  }
  for (std::size_t b = 0; b < boxes.size(); ++b) {
    for (const auto& [first, count] : boxes.groups) {
      std::fill_n(&centre(b, first), count, 0.0);
      std::fill_n(&radius(b, first), count, 0.0);
    }
  }
  Ranges ranges{times_transpose(centre, layer.weights), times_transpose(radius, layer.absolute)};
  const double own_rounding = 2 * gamma(2 * static_cast<double>(inputs) + 16, k_double_roundoff);
  std::vector<double> negative, shares(inputs);
  for (std::size_t b = 0; b < boxes.size(); ++b) {
    const std::span<const double> lower = MatrixView<const double>(boxes.lower).row(b),
                                  upper = MatrixView<const double>(boxes.upper).row(b);
    for (std::size_t i = 0; i < units; ++i) {
      double low = ranges.lower(b, i) + layer.bias[i] - ranges.upper(b, i),
             high = ranges.lower(b, i) + layer.bias[i] + ranges.upper(b, i);
      for (const auto& [first, count] : boxes.groups) {
        const std::span<const double> weights = MatrixView<const double>(layer.weights).row(i).subspan(first, count);
        const auto part = std::span(shares).first(count);
        negative.assign(weights.begin(), weights.end());
        for (double& w : negative) w = -w;
        fill_group(weights, lower.subspan(first, count), upper.subspan(first, count), part);
        high += std::inner_product(part.begin(), part.end(), weights.begin(), 0.0);
        fill_group(negative, lower.subspan(first, count), upper.subspan(first, count), part);
        low += std::inner_product(part.begin(), part.end(), weights.begin(), 0.0);
      }
      const double slack = layer.error[i] + own_rounding * layer.terms[i];
      ranges.lower(b, i) = low - slack;
      ranges.upper(b, i) = high + slack;
    }
  }
  limit(0, ranges);
  return ranges;
}

Bounder::Ranges Bounder::interval_ranges(std::size_t l, const Ranges& below) const {
  const RoundedLayer& layer = m_layers[l];
  Matrix<double> centre = below.lower, radius = below.upper;
  for (std::size_t b = 0; b < below.boxes(); ++b) {
    for (std::size_t k = 0; k < below.units(); ++k) {
      const double error = m_layers[l - 1].function_error[k];
      const double low = value_at(below.lower(b, k)) - error, high = value_at(below.upper(b, k)) + error;
      centre(b, k) = 0.5 * low + 0.5 * high;
      radius(b, k) = 0.5 * high - 0.5 * low;
    }
  }
  Ranges ranges{times_transpose(centre, layer.weights), times_transpose(radius, layer.absolute)};
  const double own_rounding = 2 * gamma(2 * static_cast<double>(below.units()) + 16, k_double_roundoff);
  for (std::size_t b = 0; b < ranges.boxes(); ++b) {
    for (std::size_t i = 0; i < ranges.units(); ++i) {
      const double slack = layer.error[i] + own_rounding * layer.terms[i];
      const double z = ranges.lower(b, i) + layer.bias[i], around = ranges.upper(b, i) + slack;
      ranges.lower(b, i) = z - around;
      ranges.upper(b, i) = z + around;
    }
  }
  limit(l, ranges);
  return ranges;
}

/// By the backward bounds of the units that are not stable over the whole box.
void Bounder::tighten(std::size_t l, std::span<const Ranges> below, const BoxBatch& boxes, Ranges& ranges) const {
  const std::vector<std::size_t>& units = m_unstable[l];
  if (units.empty()) return;
  for (const double sign : {1.0, -1.0}) {
    std::vector<std::size_t> all;
    for (std::size_t b = 0; b < boxes.size(); ++b) all.insert(all.end(), units.begin(), units.end());
    Functions functions = start(l, all, boxes.size(), sign);
    const std::vector<double> values = crown(functions, below, boxes);
    for (std::size_t f = 0; f < values.size(); ++f) {
      const std::size_t b = f / units.size(), i = all[f];
      if (sign > 0)
        ranges.upper(b, i) = std::min(ranges.upper(b, i), values[f]);
      else
        ranges.lower(b, i) = std::max(ranges.lower(b, i), -values[f]);
    }
  }
}

/// Coefficients ±w of units on the inputs of their layer, as many units for each box.
Bounder::Functions Bounder::start(std::size_t l, std::span<const std::size_t> units, std::size_t boxes,
                                  double sign) const {
  const RoundedLayer& layer = m_layers[l];
  Functions functions{.per_box = units.size() / boxes,
                      .coefficients = Matrix<double>::from_shape({units.size(), layer.weights.shape()[1]})};
  for (std::size_t f = 0; f < units.size(); ++f) {
    const std::span<const double> weights = MatrixView<const double>(layer.weights).row(units[f]);
    std::ranges::transform(weights, MatrixView<double>(functions.coefficients).row(f).begin(),
                           [sign](double w) { return sign * w; });
    functions.constant.push_back(sign * layer.bias[units[f]]);
    functions.slack.push_back(layer.error[units[f]]);
  }
  return functions;
}

/// From the activations of layer l to its inputs. relaxations: boxes × units.
void Bounder::take_back(Functions& functions, std::size_t l, std::span<const Relaxation> relaxations) const {
  const RoundedLayer& layer = m_layers[l];
  const MatrixView<double> coefficients(functions.coefficients);
  const std::size_t units = coefficients.columns();
  const double own_rounding =
      gamma(static_cast<double>(layer.bias.size() + layer.weights.shape()[1]) + 8, k_double_roundoff);
  for (std::size_t f = 0; f < coefficients.rows(); ++f) {
    const std::span<const Relaxation> lines = relaxations.subspan(f / functions.per_box * units, units);
    double constant = functions.constant[f], size = std::abs(constant), slack = functions.slack[f];
    for (std::size_t i = 0; i < units; ++i) {
      double& c = coefficients.row(f)[i];
      if (c == 0) continue;
      const Relaxation& line = lines[i];
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

/// The greatest values that the functions of the inputs take, each over its box.
std::vector<double> Bounder::greatest(const Functions& functions, const BoxBatch& boxes) const {
  const MatrixView<const double> coefficients(functions.coefficients), lower(boxes.lower), upper(boxes.upper);
  const double own_rounding = gamma(2 * static_cast<double>(boxes.inputs()) + 8, k_double_roundoff);
  std::vector<double> values, corner(boxes.inputs());
  for (std::size_t f = 0; f < coefficients.rows(); ++f) {
    const std::span<const double> row = coefficients.row(f), low = lower.row(f / functions.per_box),
                                  high = upper.row(f / functions.per_box);
    for (std::size_t k = 0; k < row.size(); ++k) corner[k] = row[k] > 0 ? high[k] : low[k];
    for (const auto& [first, count] : boxes.groups)
      fill_group(row.subspan(first, count), low.subspan(first, count), high.subspan(first, count),
                 std::span(corner).subspan(first, count));
    double value = functions.constant[f], size = std::abs(value);
    for (std::size_t k = 0; k < row.size(); ++k) {
      value += row[k] * corner[k];
      size += std::abs(row[k]) * m_magnitude[k];
    }
    const double sum = value + (functions.slack[f] + own_rounding * size) * (1 + 4 * k_double_roundoff);
    // the 8 in own_rounding covers the rounding of this sum too: rounding up once more is for good measure
    values.push_back(std::isnan(sum) ? k_infinity : rounded_up(sum));
  }
  return values;
}

/// The functions of the activations of the last of the layers below, bounded over their boxes.
std::vector<double> Bounder::crown(Functions& functions, std::span<const Ranges> below, const BoxBatch& boxes) const {
  for (std::size_t k = below.size(); k-- > 0;) take_back(functions, k, below[k].relaxations);
  return greatest(functions, boxes);
}

UpperBounds Bounder::upper_bounds(std::size_t layer, std::span<const std::size_t> units, const BoxBatch& boxes,
                                  Effort effort) const {
  std::vector<Ranges> below;
  for (std::size_t k = 0; k < layer; ++k) {
    Ranges ranges = k == 0 ? first_ranges(boxes) : interval_ranges(k, below.back());
    if (k > 0 && effort == Effort::crown) tighten(k, below, boxes, ranges);
    ranges.relaxations.reserve(ranges.lower.size());
    for (std::size_t v = 0; v < ranges.lower.size(); ++v)
      ranges.relaxations.push_back(relaxation_of(ranges.lower.data()[v], ranges.upper.data()[v], m_slope));
    below.push_back(std::move(ranges));
  }
  Functions functions = start(layer, units, boxes.size(), 1);
  UpperBounds bounds{.values = crown(functions, below, boxes)};
  for (std::size_t b = 0; b < units.size(); ++b)
    bounds.values[b] = std::min(bounds.values[b], m_bounds[layer].upper[units[b]].value);
  bounds.slopes = std::move(functions.coefficients);
  return bounds;
}

double Bounder::cost(std::size_t layer, Effort effort, bool first_is_known) const {
  double work = 0, back = 0;  // back: through the layers below, for a function
  for (std::size_t k = 0; k < layer; ++k) {
    const double size = size_of(m_layers[k].weights);
    if (k > 0 || !first_is_known) work += 2 * size;
    back += size;
    if (k > 0 && effort == Effort::crown)
      work += 2 * static_cast<double>(m_unstable[k].size()) * (back - size + static_cast<double>(m_box.inputs()));
  }
  return work + back + static_cast<double>(m_layers[layer].weights.shape()[1] + m_box.inputs());
}

std::size_t Bounder::batch_size(std::size_t layer, Effort effort) const {
  constexpr double k_values = 1 << 18;
  double widest = static_cast<double>(m_box.inputs());
  for (std::size_t k = 0; k < layer; ++k) {
    double functions = 1;
    if (k > 0 && effort == Effort::crown) functions = std::max<double>(1, static_cast<double>(m_unstable[k].size()));
    widest = std::max(widest, functions * std::max<double>(static_cast<double>(m_box.inputs()),
                                                           static_cast<double>(m_layers[k].bias.size())));
  }
  return static_cast<std::size_t>(std::clamp(k_values / widest, 1.0, 64.0));
}

}  // namespace reluscope
