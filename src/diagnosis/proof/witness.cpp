#include "diagnosis/proof/witness.hpp"

#include <algorithm>
#include <cmath>

#include "diagnosis/proof/rounding.hpp"
#include "model/activation_layer.hpp"
#include "model/walk.hpp"

namespace reluscope {
namespace {

constexpr int k_rounds = 20;                             // of a climb
constexpr double k_fractions[] = {1, 0.5, 0.25, 0.125};  // of the distance to a corner

using Units = std::span<const std::size_t>;
using Points = MatrixView<const double>;  // a row for each of some units

/// The nearest float that is within the bounds.
float float_within(double value, double lower, double upper) {
  auto rounded = static_cast<float>(value);
  if (rounded > upper) rounded = std::nextafter(rounded, -std::numeric_limits<float>::infinity());
  if (rounded < lower) rounded = std::nextafter(rounded, std::numeric_limits<float>::infinity());
  return rounded;
}

class Search {
 public:
  Search(const Network<float>& network, const InputBox& box, std::size_t layer, std::size_t units)
      : m_box(box),
        m_layer(layer),
        m_network(widths(network, layer), Activation()),
        m_workspace(m_network.make_workspace(units)) {
    std::copy_n(network.parameters().begin(), m_network.parameters().size(), m_network.parameters().begin());
  }

  /// From the point towards the corner, by a fraction of the distance; groups change over from half of it on.
  void move_towards(std::span<double> point, std::span<const double> corner, double fraction) const {
    std::vector<double> moved(point.begin(), point.end());
    for (std::size_t k = 0; k < moved.size(); ++k)
      moved[k] = float_within(moved[k] + fraction * (corner[k] - moved[k]), m_box.lower[k], m_box.upper[k]);
    for (const InputBox::Group& group : m_box.groups)
      for (std::size_t k = group.first; k < group.first + group.count; ++k)
        moved[k] = fraction >= 0.5 ? corner[k] : point[k];
    std::ranges::copy(moved, point.begin());
  }

  /// Moves the points up as far as it can.
  void climb(Units units, Matrix<double>& points) {
    std::vector<double> height = preactivations(units, points);
    for (int round = 0; round < k_rounds; ++round) {
      const Matrix<double> from = points;
      Matrix<double> corners = gradients(units, points);
      for (std::size_t r = 0; r < units.size(); ++r) {
        const std::span<double> row = MatrixView<double>(corners).row(r);
        std::ranges::copy(m_box.highest_corner(row), row.begin());
      }
      bool has_risen = false;
      for (const double fraction : k_fractions) {
        Matrix<double> tried = from;
        for (std::size_t r = 0; r < units.size(); ++r)
          move_towards(MatrixView<double>(tried).row(r), Points(corners).row(r), fraction);
        const std::vector<double> z = preactivations(units, tried);
        for (std::size_t r = 0; r < units.size(); ++r) {
          if (!(z[r] > height[r])) continue;
          height[r] = z[r];
          has_risen = true;
          std::ranges::copy(Points(tried).row(r), MatrixView<double>(points).row(r).begin());
        }
      }
      if (!has_risen) return;
    }
  }

  /// Whether the unit's pre-activation is positive at the point however it is computed in float32.
  bool fires(std::size_t unit, std::span<const double> point) {
    std::vector<double> error(point.size()), z_error;  // of a layer's inputs, and of its pre-activations
    const auto with_errors = [&](std::size_t l, Points x, MatrixView<double> y) {
      z_error.clear();
      const std::span<const double> h = x.row(0);
      const std::size_t first = l < m_layer ? 0 : unit, count = l < m_layer ? y.columns() : 1;
      for (std::size_t i = first; i < first + count; ++i) {
        const std::span<const double> weights = m_network.weights(l).row(i);
        double sum = m_network.bias(l)[i], terms = std::abs(sum), inherited = 0, underflow = 2 * k_float_normal;
        for (std::size_t k = 0; k < h.size(); ++k) {
          sum += weights[k] * h[k];
          terms += std::abs(weights[k]) * (std::abs(h[k]) + error[k]);
          inherited += std::abs(weights[k]) * error[k];
          underflow += float_underflow(weights[k], std::abs(h[k]) + error[k]);
        }
        const auto summands = static_cast<double>(h.size() + 1);
        const double rounding = gamma(summands, k_float_roundoff) + gamma(2 * summands + 8, k_double_roundoff);
        const double off = (inherited + rounding * terms + underflow) * (1 + rounding);
        const bool may_overflow = !(terms + off < std::numeric_limits<float>::max());
        y.row(0)[i] = std::max(sum, l < m_layer ? 0.0 : sum);
        z_error.push_back(may_overflow ? std::numeric_limits<double>::infinity() : off);
      }
      error = z_error;
    };
    const MatrixView<double> z = forward(m_network, Points(point.data(), 1, point.size()), m_workspace, with_errors);
    return z.row(0)[unit] > error.front();
  }

 private:
  static std::vector<std::size_t> widths(const Network<float>& network, std::size_t layer) {
    std::vector<std::size_t> all = {network.input_count()};
    for (std::size_t l = 0; l <= layer; ++l) all.push_back(network.layers()[l].units());
    return all;
  }

  /// The inputs of the units' layer at each point.
  Points activations_below(Points points) {
    forward(m_network, points, m_workspace, m_layer,
            [this](std::size_t l, Points x, MatrixView<double> y) { write_outputs(m_network, l, x, y); });
    return inputs_of(m_layer, points, m_workspace);
  }

  /// Each unit's pre-activation at its point.
  std::vector<double> preactivations(Units units, Points points) {
    const Points h = activations_below(points);
    std::vector<double> result;
    for (std::size_t r = 0; r < units.size(); ++r) {
      const std::span<const double> weights = std::as_const(m_network).weights(m_layer).row(units[r]);
      double z = m_network.bias(m_layer)[units[r]];
      for (std::size_t k = 0; k < weights.size(); ++k) z += weights[k] * h.row(r)[k];
      result.push_back(z);
    }
    return result;
  }

  /// Its gradient there.
  Matrix<double> gradients(Units units, Points points) {
    const Points h = activations_below(points);
    Matrix<double> gradient = Matrix<double>::from_shape({units.size(), m_network.input_count()});
    const MatrixView<double> delta = m_layer == 0
                                         ? MatrixView<double>(gradient)
                                         : MatrixView<double>(m_workspace.deltas[m_layer - 1]).rows(0, units.size());
    for (std::size_t r = 0; r < units.size(); ++r)
      std::ranges::copy(m_network.weights(m_layer).row(units[r]), delta.row(r).begin());
    if (m_layer == 0) return gradient;
    ActivationLayer<double>(m_network.activation())
        .backward_in_place({h.data(), h.size()}, {delta.data(), delta.size()});
    backward(m_network, points, delta, m_workspace, m_layer,
             [&](std::size_t l, Points /*x*/, MatrixView<double> of_layer) {
               const std::span<const double> parameters = m_network.parameters();
               if (l == 0) m_network.layers()[0].backward_inputs(m_network.of_layer(0, parameters), of_layer, gradient);
             });
    return gradient;
  }

  const InputBox& m_box;
  std::size_t m_layer;
  Network<double> m_network;  // up to the layer
  Workspace<double> m_workspace;
};

}  // namespace

std::vector<std::optional<Witness>> find_witnesses(const Network<float>& network, const InputBox& box,
                                                   std::size_t layer, std::span<const std::size_t> units,
                                                   MatrixView<const double> slopes, MatrixView<const float> starts) {
  std::vector<std::optional<Witness>> witnesses(units.size());
  if (units.empty()) return witnesses;
  Search search(network, box, layer, units.size());
  for (const bool from_slopes : {true, false}) {
    std::vector<std::size_t> positions, open;  // of the units without a witness, in `units`; those units
    for (std::size_t u = 0; u < units.size(); ++u)
      if (!witnesses[u]) positions.push_back(u), open.push_back(units[u]);
    if (open.empty()) break;
    Matrix<double> points = Matrix<double>::from_shape({open.size(), box.inputs()});
    for (std::size_t r = 0; r < open.size(); ++r) {
      const std::span<double> point = MatrixView<double>(points).row(r);
      std::ranges::copy(starts.row(positions[r]), point.begin());
      if (from_slopes) search.move_towards(point, box.highest_corner(slopes.row(open[r])), 1);
    }
    search.climb(open, points);
    for (std::size_t r = 0; r < open.size(); ++r) {
      const std::span<const double> point = Points(points).row(r);
      if (search.fires(open[r], point)) witnesses[positions[r]] = Witness(point.begin(), point.end());
    }
  }
  return witnesses;
}

double search_cost(const Network<float>& network, std::size_t layer) {
  double pass = 0;
  for (std::size_t l = 0; l < layer; ++l) pass += static_cast<double>(network.layers()[l].parameter_count());
  pass += static_cast<double>(network.layers()[layer].inputs());
  const double passes = 1 + k_rounds * (2.0 + std::size(k_fractions)) + 4;  // `fires` computes errors too
  return 2 * passes * pass;
}

}  // namespace reluscope
