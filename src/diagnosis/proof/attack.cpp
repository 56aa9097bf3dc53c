#include "diagnosis/proof/attack.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "diagnosis/proof/witness.hpp"
#include "model/activation_layer.hpp"
#include "model/walk.hpp"

namespace reluscope {
namespace {

constexpr float k_momentum = 0.75F;

/// velocity = momentum · velocity + gradient / mean |gradient|
void add_momentum(std::span<float> velocity, std::span<const float> gradient) {
  double sum = 0;
  for (const float g : gradient) sum += std::abs(g);
  const auto scale = static_cast<float>(static_cast<double>(gradient.size()) / sum);
  if (!std::isfinite(scale)) return;
  for (std::size_t k = 0; k < velocity.size(); ++k) velocity[k] = k_momentum * velocity[k] + scale * gradient[k];
}

}  // namespace

void set_box(AttackBatch& batch, std::size_t point, std::span<const double> lower, std::span<const double> upper) {
  constexpr double k_greatest = std::numeric_limits<float>::max();
  for (std::size_t k = 0; k < lower.size(); ++k) {
    batch.lower(point, k) = float_within(std::max(lower[k], -k_greatest), lower[k], upper[k]);
    batch.upper(point, k) = float_within(std::min(upper[k], k_greatest), lower[k], upper[k]);
  }
}

Attack::Attack(const Network<float>& network, std::span<const InputBox::Group> groups, std::size_t layer)
    : m_network(network),
      m_groups(groups.begin(), groups.end()),
      m_is_grouped(network.input_count()),
      m_layer(layer),
      m_workspace(network.make_workspace(k_capacity)) {
  for (const auto& [first, count] : groups)
    std::fill_n(m_is_grouped.begin() + static_cast<std::ptrdiff_t>(first), count, true);
}

std::vector<float> Attack::preactivations(std::span<const std::size_t> units, MatrixView<const float> points) {
  forward(m_network, points, m_workspace, m_layer,
          [this](std::size_t l, MatrixView<const float> x, MatrixView<float> y) {
            write_outputs(m_network, l, x, y, z_of(l, x.rows(), m_workspace));
          });
  const MatrixView<const float> h = inputs_of(m_layer, points, m_workspace);
  std::vector<float> z;
  for (std::size_t p = 0; p < units.size(); ++p) {
    const std::span<const float> weights = m_network.weights(m_layer).row(units[p]);
    double sum = m_network.bias(m_layer)[units[p]];
    for (std::size_t k = 0; k < weights.size(); ++k) sum += static_cast<double>(weights[k]) * h.row(p)[k];
    z.push_back(static_cast<float>(sum));
  }
  return z;
}

void Attack::gradients(std::span<const std::size_t> units, MatrixView<const float> points, MatrixView<float> result) {
  const MatrixView<float> delta =
      m_layer == 0 ? result : MatrixView<float>(m_workspace.deltas[m_layer - 1]).rows(0, units.size());
  for (std::size_t p = 0; p < units.size(); ++p)
    std::ranges::copy(m_network.weights(m_layer).row(units[p]), delta.row(p).begin());
  if (m_layer == 0) return;
  const MatrixView<const float> h = inputs_of(m_layer, points, m_workspace);
  ActivationLayer<float>(m_network.activation()).backward_in_place({h.data(), h.size()}, {delta.data(), delta.size()});
  backward(m_network, points, delta, m_workspace, m_layer,
           [&](std::size_t l, MatrixView<const float> /*x*/, MatrixView<float> of_layer) {
             if (l == 0)
               m_network.layers()[0].backward_inputs(m_network.of_layer(0, m_network.parameters()), of_layer, result);
           });
}

/// To the category with the greatest gradient; false if that is the one it has.
bool Attack::switch_category(std::span<float> point, std::span<const float> upper, std::span<const float> gradient,
                             std::size_t group) const {
  const auto [first, count] = m_groups[group];
  std::size_t best = first + count, now = first;
  for (std::size_t k = first; k < first + count; ++k) {
    if (point[k] > 0) now = k;
    if (upper[k] > 0 && (best == first + count || gradient[k] > gradient[best])) best = k;
  }
  if (best == first + count || best == now || !(gradient[best] > gradient[now])) return false;
  point[now] = 0;
  point[best] = 1;
  return true;
}

void Attack::climb(AttackBatch& batch, MatrixView<const double> slopes, int steps, float first_step) {
  std::vector<std::size_t> open;
  for (std::size_t p = 0; p < batch.size(); ++p)
    if (!batch.fires[p]) open.push_back(p);
  for (std::size_t first = 0; first < open.size(); first += k_capacity)
    climb_some(batch, std::span(open).subspan(first, std::min(k_capacity, open.size() - first)), slopes, steps,
               first_step);
}

void Attack::climb_some(AttackBatch& batch, std::span<const std::size_t> points, MatrixView<const double> slopes,
                        int steps, float first_step) {
  const std::size_t inputs = m_network.input_count();
  const MatrixView<float> best(batch.points), lower(batch.lower), upper(batch.upper);
  struct Climber {
    std::size_t point;           // in the batch
    float height, before;        // the greatest z so far, and z before a change of category
    std::vector<float> returns;  // where to return to if that was no gain; empty without one
    std::vector<float> velocity;
  };
  std::vector<Climber> climbers;
  AlignedVector<float> at(points.size() * inputs), slope(points.size() * inputs);
  for (std::size_t r = 0; r < points.size(); ++r) {
    climbers.push_back({points[r], -std::numeric_limits<float>::infinity(), 0, {}, std::vector<float>(inputs)});
    std::ranges::copy(best.row(points[r]), &at[r * inputs]);
  }
  // a change of one group's category is tried after every third step, and taken back if it does not help
  const int rounds = m_groups.empty() ? steps : steps + steps / 3;
  for (int round = 0, step = 0; round <= rounds && !climbers.empty(); ++round) {
    const bool switches = !m_groups.empty() && round % 4 == 3;
    std::vector<std::size_t> units;
    for (const Climber& climber : climbers) units.push_back(batch.units[climber.point]);
    MatrixView<float> now(at.data(), climbers.size(), inputs);
    const std::vector<float> z = preactivations(units, now);
    std::vector<std::size_t> left;
    for (std::size_t r = 0; r < climbers.size(); ++r) {
      Climber& climber = climbers[r];
      if (z[r] > climber.height || round == 0) {
        climber.height = z[r];
        std::ranges::copy(now.row(r), best.row(climber.point).begin());
        if (z[r] > 0 && fires(m_network, m_layer, units[r], now.row(r))) batch.fires[climber.point] = true;
      }
      if (!batch.fires[climber.point]) left.push_back(r);
    }
    if (round == rounds || left.empty()) return;
    const MatrixView<float> gradient(slope.data(), climbers.size(), inputs);
    gradients(units, now, gradient);
    const float size = first_step * (1 - static_cast<float>(step) / static_cast<float>(steps));
    for (const std::size_t r : left) {
      Climber& climber = climbers[r];
      const std::span<float> x = now.row(r), g = gradient.row(r);
      if (!climber.returns.empty()) {
        const bool gained = z[r] > climber.before;
        if (!gained) std::ranges::copy(climber.returns, x.begin());
        climber.returns.clear();
        if (!gained) continue;
      }
      if (std::ranges::all_of(g, [](float v) { return v == 0; }))
        std::ranges::transform(slopes.row(units[r]), g.begin(), [](double v) { return static_cast<float>(v); });
      const std::span<const float> low = lower.row(climber.point), high = upper.row(climber.point);
      if (switches) {
        climber.before = z[r];
        climber.returns.assign(x.begin(), x.end());
        const std::size_t group = (static_cast<std::size_t>(round) / 4 + climber.point) % m_groups.size();
        if (!switch_category(x, high, g, group)) climber.returns.clear();
        continue;
      }
      add_momentum(climber.velocity, g);
      for (std::size_t k = 0; k < inputs; ++k) {
        const float direction = climber.velocity[k];
        if (m_is_grouped[k] || direction == 0 || !(low[k] < high[k])) continue;
        const float width = size * high[k] - size * low[k];
        x[k] = std::clamp(direction > 0 ? x[k] + width : x[k] - width, low[k], high[k]);
      }
    }
    if (!switches) ++step;
    for (std::size_t r = 0; r < left.size(); ++r) {
      if (left[r] == r) continue;
      climbers[r] = std::move(climbers[left[r]]);
      std::ranges::copy(now.row(left[r]), now.row(r).begin());
    }
    climbers.resize(left.size());
  }
}

double Attack::cost(const Network<float>& network, std::size_t layer, int steps) {
  double pass = static_cast<double>(network.layers()[layer].inputs());
  for (std::size_t l = 0; l < layer; ++l) pass += static_cast<double>(network.layers()[l].parameter_count());
  return 2 * (static_cast<double>(steps) + 2) * pass;
}

}  // namespace reluscope
