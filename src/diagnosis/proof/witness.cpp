#include "diagnosis/proof/witness.hpp"

#include <algorithm>
#include <cmath>

#include "diagnosis/proof/rounding.hpp"

namespace reluscope {
namespace {

constexpr int k_rounds = 8;  // corners tried from each start

/// The nearest float that is within the bounds.
float float_within(double value, double lower, double upper) {
  auto rounded = static_cast<float>(value);
  if (rounded > upper) rounded = std::nextafter(rounded, -std::numeric_limits<float>::infinity());
  if (rounded < lower) rounded = std::nextafter(rounded, std::numeric_limits<float>::infinity());
  return rounded;
}

class Search {
 public:
  Search(const Network<float>& network, const InputBox& box, std::size_t layer)
      : m_box(box), m_layer(layer), m_network(widths(network, layer), Relu<double>()) {
    for (std::size_t l = 0; l <= layer; ++l)
      std::ranges::copy(network.of_layer(l, network.parameters()),
                        m_network.of_layer(l, m_network.parameters()).begin());
  }

  /// Of the box, as floats.
  std::vector<double> corner(std::span<const double> coefficients) const {
    std::vector<double> point = m_box.highest_corner(coefficients);
    for (std::size_t k = 0; k < point.size(); ++k) point[k] = float_within(point[k], m_box.lower[k], m_box.upper[k]);
    return point;
  }

  std::vector<double> middle() const {
    std::vector<double> point(m_box.inputs());
    for (std::size_t k = 0; k < point.size(); ++k) point[k] = (m_box.lower[k] + m_box.upper[k]) / 2;
    for (const InputBox::Group& group : m_box.groups)
      for (std::size_t k = 0; k < group.count; ++k) point[group.first + k] = 1 / static_cast<double>(group.count);
    return point;
  }

  /// points: a row for each of the units, which is its pre-activation taken at and moved to the highest corner of its
  /// gradient there. Returns the pre-activations.
  std::vector<double> climb(std::span<const std::size_t> units, Matrix<double>& points) const {
    Workspace<double> workspace = m_network.make_workspace(units.size());
    MatrixView<const double> h = points;
    for (std::size_t l = 0; l < m_layer; ++l) {
      const MatrixView<double> z = workspace.outputs[l];
      m_network.layers()[l].forward(m_network.of_layer(l, parameters()), h, z);
      m_network.relu().forward_in_place({z.data(), z.size()});
      h = z;
    }
    std::vector<double> preactivations;
    Matrix<double> delta = Matrix<double>::from_shape({units.size(), m_network.layers()[m_layer].inputs()});
    for (std::size_t r = 0; r < units.size(); ++r) {
      const std::span<const double> weights = m_network.weights(m_layer).row(units[r]), inputs = h.row(r);
      double z = m_network.bias(m_layer)[units[r]];
      for (std::size_t k = 0; k < weights.size(); ++k) z += weights[k] * inputs[k];
      preactivations.push_back(z);
      std::ranges::copy(weights, MatrixView<double>(delta).row(r).begin());
    }
    for (std::size_t l = m_layer; l-- > 0;) {
      const Matrix<double>& activations = workspace.outputs[l];
      m_network.relu().backward_in_place({activations.data(), activations.size()}, {delta.data(), delta.size()});
      Matrix<double> below = Matrix<double>::from_shape({units.size(), m_network.layers()[l].inputs()});
      m_network.layers()[l].backward_inputs(m_network.of_layer(l, parameters()), MatrixView<const double>(delta),
                                            MatrixView<double>(below));
      delta = std::move(below);
    }
    for (std::size_t r = 0; r < units.size(); ++r)
      std::ranges::copy(corner(MatrixView<const double>(delta).row(r)), MatrixView<double>(points).row(r).begin());
    return preactivations;
  }

  /// Whether the unit's pre-activation is positive at the point however it is computed in float32.
  bool fires(std::size_t unit, std::span<const double> point) const {
    std::vector<double> h(point.begin(), point.end()), error(point.size());  // of the layer's inputs
    for (std::size_t l = 0; l <= m_layer; ++l) {
      const MatrixView<const double> weights = m_network.weights(l);
      std::vector<double> z, z_error;
      const std::size_t first = l < m_layer ? 0 : unit, count = l < m_layer ? weights.rows() : 1;
      for (std::size_t i = first; i < first + count; ++i) {
        double sum = m_network.bias(l)[i], terms = std::abs(sum), carried = 0;
        for (std::size_t k = 0; k < h.size(); ++k) {
          sum += weights.row(i)[k] * h[k];
          terms += std::abs(weights.row(i)[k]) * (std::abs(h[k]) + error[k]);
          carried += std::abs(weights.row(i)[k]) * error[k];
        }
        const auto summands = static_cast<double>(h.size() + 1);
        const double rounding = gamma(summands, k_float_roundoff) + gamma(2 * summands + 8, k_double_roundoff);
        const double off = (carried + rounding * terms) * (1 + rounding) + 2 * summands * k_float_underflow;
        const bool may_overflow = !(terms + off < std::numeric_limits<float>::max());
        z.push_back(std::max(sum, l < m_layer ? 0.0 : sum));
        z_error.push_back(may_overflow ? std::numeric_limits<double>::infinity() : off);
      }
      h = std::move(z);
      error = std::move(z_error);
    }
    return h.front() > error.front();
  }

 private:
  static std::vector<std::size_t> widths(const Network<float>& network, std::size_t layer) {
    std::vector<std::size_t> all = {network.input_count()};
    for (std::size_t l = 0; l <= layer; ++l) all.push_back(network.layers()[l].units());
    return all;
  }
  std::span<const double> parameters() const { return m_network.parameters(); }

  const InputBox& m_box;
  std::size_t m_layer;
  Network<double> m_network;  // up to the layer
};

}  // namespace

std::vector<std::optional<Witness>> find_witnesses(const Network<float>& network, const InputBox& box,
                                                   std::size_t layer, std::span<const std::size_t> units,
                                                   MatrixView<const double> slopes) {
  const Search search(network, box, layer);
  std::vector<std::optional<Witness>> witnesses(units.size());
  for (const bool from_slopes : {true, false}) {
    std::vector<std::size_t> open;  // positions in `units`
    for (std::size_t u = 0; u < units.size(); ++u)
      if (!witnesses[u]) open.push_back(u);
    if (open.empty()) break;
    std::vector<std::size_t> searched;
    Matrix<double> points = Matrix<double>::from_shape({open.size(), box.inputs()});
    for (std::size_t r = 0; r < open.size(); ++r) {
      searched.push_back(units[open[r]]);
      const std::vector<double> start = from_slopes ? search.corner(slopes.row(searched[r])) : search.middle();
      std::ranges::copy(start, MatrixView<double>(points).row(r).begin());
    }
    for (int round = 0; round < k_rounds; ++round) {
      const Matrix<double> tried = points;
      const std::vector<double> z = search.climb(searched, points);
      const bool corners = from_slopes || round > 0;  // the middle itself is not one
      for (std::size_t r = 0; r < open.size() && corners; ++r) {
        const std::span<const double> point = MatrixView<const double>(tried).row(r);
        if (witnesses[open[r]] || z[r] <= 0 || !search.fires(searched[r], point)) continue;
        witnesses[open[r]] = Witness(point.begin(), point.end());
      }
    }
  }
  return witnesses;
}

}  // namespace reluscope
