#include "diagnosis/proof/witness.hpp"

#include <algorithm>
#include <cmath>

#include "diagnosis/proof/rounding.hpp"
#include "model/row_blocks.hpp"
#include "model/walk.hpp"

namespace reluscope {
namespace {

constexpr int k_rounds = 20;  // steps of a climb

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

  /// The unit's pre-activation at each point; points: a row for each of the units.
  std::vector<double> preactivations(std::span<const std::size_t> units, MatrixView<const double> points,
                                     Workspace<double>& workspace) const {
    const MatrixView<const double> h = activations_below(points, workspace);
    std::vector<double> result;
    for (std::size_t r = 0; r < units.size(); ++r) {
      const std::span<const double> weights = m_network.weights(m_layer).row(units[r]), inputs = h.row(r);
      double z = m_network.bias(m_layer)[units[r]];
      for (std::size_t k = 0; k < weights.size(); ++k) z += weights[k] * inputs[k];
      result.push_back(z);
    }
    return result;
  }

  /// Its gradient there: a row for each of the units.
  Matrix<double> gradients(std::span<const std::size_t> units, MatrixView<const double> points,
                           Workspace<double>& workspace) const {
    const MatrixView<const double> h = activations_below(points, workspace);
    Matrix<double> gradient = Matrix<double>::from_shape({units.size(), m_network.input_count()});
    const MatrixView<double> delta = m_layer == 0
                                         ? MatrixView<double>(gradient)
                                         : MatrixView<double>(workspace.deltas[m_layer - 1]).rows(0, units.size());
    for (std::size_t r = 0; r < units.size(); ++r)
      std::ranges::copy(m_network.weights(m_layer).row(units[r]), delta.row(r).begin());
    if (m_layer == 0) return gradient;
    m_network.relu().backward_in_place({h.data(), h.size()}, {delta.data(), delta.size()});
    backward(m_network, points, delta, workspace, m_layer,
             [&](std::size_t l, MatrixView<const double> /*x*/, MatrixView<double> of_layer) {
               if (l > 0) return;
               m_network.layers()[0].backward_inputs(m_network.of_layer(0, parameters()), of_layer, gradient);
             });
    return gradient;
  }

  /// From the point towards the corner, by the share `way` of each range; groups change over from half of it on.
  void move_towards(std::span<double> point, std::span<const double> corner, double way) const {
    std::vector<double> moved(point.begin(), point.end());
    for (std::size_t k = 0; k < moved.size(); ++k)
      moved[k] = float_within(moved[k] + way * (corner[k] - moved[k]), m_box.lower[k], m_box.upper[k]);
    for (const InputBox::Group& group : m_box.groups)
      for (std::size_t k = group.first; k < group.first + group.count; ++k)
        moved[k] = way >= 0.5 ? corner[k] : point[k];
    std::ranges::copy(moved, point.begin());
  }

  /// Moves the points, a row for each of the units, up as far as it can.
  void climb(std::span<const std::size_t> units, Matrix<double>& points) const {
    Workspace<double> workspace = m_network.make_workspace(units.size());
    std::vector<double> height = preactivations(units, points, workspace);
    for (int round = 0; round < k_rounds; ++round) {
      const Matrix<double> from = points;
      Matrix<double> corners = gradients(units, points, workspace);
      for (std::size_t r = 0; r < units.size(); ++r) {
        const std::span<double> row = MatrixView<double>(corners).row(r);
        std::ranges::copy(m_box.highest_corner(row), row.begin());
      }
      bool risen = false;
      for (const double way : {1.0, 0.5, 0.25, 0.125}) {
        Matrix<double> tried = from;
        for (std::size_t r = 0; r < units.size(); ++r)
          move_towards(MatrixView<double>(tried).row(r), MatrixView<const double>(corners).row(r), way);
        const std::vector<double> z = preactivations(units, tried, workspace);
        for (std::size_t r = 0; r < units.size(); ++r) {
          if (!(z[r] > height[r])) continue;
          height[r] = z[r];
          risen = true;
          std::ranges::copy(MatrixView<const double>(tried).row(r), MatrixView<double>(points).row(r).begin());
        }
      }
      if (!risen) return;
    }
  }

  /// Whether the unit's pre-activation is positive at the point however it is computed in float32.
  bool fires(std::size_t unit, std::span<const double> point) const {
    std::vector<double> h(point.begin(), point.end()), error(point.size());  // of the layer's inputs
    for (std::size_t l = 0; l <= m_layer; ++l) {
      const MatrixView<const double> weights = m_network.weights(l);
      std::vector<double> z, z_error;
      const std::size_t first = l < m_layer ? 0 : unit, count = l < m_layer ? weights.rows() : 1;
      for (std::size_t i = first; i < first + count; ++i) {
        double sum = m_network.bias(l)[i], terms = std::abs(sum), carried = 0, underflow = 2 * k_float_normal;
        for (std::size_t k = 0; k < h.size(); ++k) {
          sum += weights.row(i)[k] * h[k];
          terms += std::abs(weights.row(i)[k]) * (std::abs(h[k]) + error[k]);
          carried += std::abs(weights.row(i)[k]) * error[k];
          underflow += float_underflow(weights.row(i)[k], std::abs(h[k]) + error[k]);
        }
        const auto summands = static_cast<double>(h.size() + 1);
        const double rounding = gamma(summands, k_float_roundoff) + gamma(2 * summands + 8, k_double_roundoff);
        const double off = (carried + rounding * terms + underflow) * (1 + rounding);
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

  MatrixView<const double> activations_below(MatrixView<const double> points, Workspace<double>& workspace) const {
    if (m_layer == 0) return points;
    return forward(
        m_network, points, workspace, m_layer,
        [&](std::size_t l, MatrixView<const double> x, MatrixView<double> y) { write_outputs(m_network, l, x, y); });
  }

  const InputBox& m_box;
  std::size_t m_layer;
  Network<double> m_network;  // up to the layer
};

/// For each unit of the layer the row on which its pre-activation is greatest.
std::vector<std::size_t> highest_rows(const Network<float>& network, std::size_t layer, MatrixView<const float> rows) {
  Workspace<float> workspace = network.make_workspace(std::min(k_block_rows, rows.rows()));
  const std::size_t units = network.layers()[layer].units();
  std::vector<std::size_t> best(units);
  std::vector<float> height(units, -std::numeric_limits<float>::infinity());
  for_each_block(rows.rows(), [&](std::size_t first, std::size_t count) {
    const MatrixView<float> z = forward(network, rows.rows(first, count), workspace, layer + 1,
                                        [&](std::size_t l, MatrixView<const float> x, MatrixView<float> y) {
                                          if (l < layer) return write_outputs(network, l, x, y);
                                          network.layers()[l].forward(network.of_layer(l, network.parameters()), x, y);
                                        });
    for (std::size_t j = 0; j < count; ++j)
      for (std::size_t i = 0; i < units; ++i)
        if (z.row(j)[i] > height[i]) height[i] = z.row(j)[i], best[i] = first + j;
  });
  return best;
}

}  // namespace

std::vector<std::optional<Witness>> find_witnesses(const Network<float>& network, const InputBox& box,
                                                   std::size_t layer, std::span<const std::size_t> units,
                                                   MatrixView<const double> slopes, MatrixView<const float> rows) {
  std::vector<std::optional<Witness>> witnesses(units.size());
  if (units.empty()) return witnesses;
  const Search search(network, box, layer);
  const std::vector<std::size_t> nearest = highest_rows(network, layer, rows);
  for (const bool from_slopes : {true, false}) {
    std::vector<std::size_t> positions, open;  // of the units without a witness, in `units`; those units
    for (std::size_t u = 0; u < units.size(); ++u)
      if (!witnesses[u]) positions.push_back(u), open.push_back(units[u]);
    if (open.empty()) break;
    Matrix<double> points = Matrix<double>::from_shape({open.size(), box.inputs()});
    for (std::size_t r = 0; r < open.size(); ++r) {
      const std::span<const float> row = rows.row(nearest[open[r]]);
      const std::span<double> point = MatrixView<double>(points).row(r);
      std::ranges::copy(row, point.begin());
      if (from_slopes) search.move_towards(point, box.highest_corner(slopes.row(open[r])), 1);
    }
    search.climb(open, points);
    for (std::size_t r = 0; r < open.size(); ++r) {
      const std::span<const double> point = MatrixView<const double>(points).row(r);
      if (search.fires(open[r], point)) witnesses[positions[r]] = Witness(point.begin(), point.end());
    }
  }
  return witnesses;
}

}  // namespace reluscope
