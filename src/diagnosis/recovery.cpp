#include "diagnosis/recovery.hpp"

#include <algorithm>
#include <cmath>

#include "diagnosis/measures.hpp"
#include "stats/max_preactivation.hpp"

namespace reluscope {
namespace {

using Mask = std::vector<std::vector<bool>>;  // per hidden layer and unit

double greatest_row_norm(MatrixView<const float> matrix) {
  double greatest = 0;
  for (std::size_t j = 0; j < matrix.rows(); ++j) greatest = std::max(greatest, norm(matrix.row(j)));
  return greatest;
}

bool all_zero(std::span<const float> values) {
  return std::ranges::all_of(values, [](float value) { return value == 0; });
}

class RecoveryAnalysis {
 public:
  RecoveryAnalysis(const Network<float>& network, MatrixView<const float> inputs,
                   std::span<const std::vector<float>> max_preactivation, const ZeroGradientDrift& coasting)
      : m_network(network), m_inputs(inputs), m_max(max_preactivation), m_coasting(coasting) {
    m_input_norms.push_back(greatest_row_norm(inputs));
    for (const std::vector<float>& layer : m_max) {
      double square = 0;
      for (const float greatest : layer) square += std::pow(std::max(0.0F, greatest), 2);
      m_input_norms.push_back(std::sqrt(square));
    }
  }

  std::vector<std::vector<Recovery>> verdicts() const {
    const Mask coasts = own_coasting(), carried = inputs_coasting();
    const Reachability now = ways_from(mask());
    Mask back = coasts;
    for_each_dead([&](std::size_t l, std::size_t i) { back[l][i] = back[l][i] || carried[l][i]; });
    const Reachability later = ways_from(std::move(back));
    std::vector<std::vector<Recovery>> verdicts;
    for (const auto& layer : m_max) verdicts.emplace_back(layer.size(), Recovery::none);
    for_each_dead([&](std::size_t l, std::size_t i) {
      if (at_kink(l, i) && now.reached[l][i])
        verdicts[l][i] = Recovery::gradient;
      else if (coasts[l][i])
        verdicts[l][i] = Recovery::optimizer;
      else if (now.fed[l][i])
        verdicts[l][i] = Recovery::upstream;
      else if (carried[l][i])
        verdicts[l][i] = Recovery::optimizer;
      else if (at_kink(l, i) && later.reached[l][i])
        verdicts[l][i] = Recovery::gradient;
      else if (later.fed[l][i])
        verdicts[l][i] = Recovery::upstream;
    });
    return verdicts;
  }

 private:
  Mask mask() const {
    Mask mask;
    for (const auto& layer : m_max) mask.emplace_back(layer.size());
    return mask;
  }
  bool dead(std::size_t l, std::size_t i) const { return !(m_max[l][i] > 0); }
  bool at_kink(std::size_t l, std::size_t i) const {
    return m_max[l][i] == 0 && m_network.relu().gradient_at_zero() == 1;
  }
  void for_each_dead(auto&& visit) const {
    for (std::size_t l = 0; l < m_max.size(); ++l)
      for (std::size_t i = 0; i < m_max[l].size(); ++i)
        if (dead(l, i)) visit(l, i);
  }

  /// Its weights and bias, or what the coasting has for them.
  bool own_zero(std::size_t l, std::size_t i, std::span<const float> all) const {
    const Dense<float>& layer = m_network.layers()[l];
    const std::span<const float> own = m_network.of_layer(l, all);
    return all_zero(layer.weights(own).row(i)) && layer.bias(own)[i] == 0;
  }

  /// What rounding may do to a float z on its way: a unit so near to 0 may be lifted above it by whatever moves.
  double rounding(std::size_t l, std::size_t i) const {
    return 0x1p-22 *
           (norm(m_network.weights(l).row(i)) * m_input_norms[l] + std::abs(static_cast<double>(m_network.bias(l)[i])));
  }

  /// The dead units that their own parameters, coasting, take above 0 with inputs as they are: exactly, but for
  /// rounding, where the way is a straight one.
  Mask own_coasting() const {
    Mask coasts = mask();
    if (!m_coasting.moves()) return coasts;
    if (!m_coasting.is_linear || m_coasting.flips) {
      for_each_dead([&](std::size_t l, std::size_t i) {
        const bool at_rest = m_coasting.direction.empty() || own_zero(l, i, m_coasting.direction);
        coasts[l][i] = !at_rest || !own_zero(l, i, m_network.parameters());
      });
      return coasts;
    }
    std::vector<std::vector<float>> greatest(m_max.begin(), m_max.end());
    if (!m_coasting.direction.empty()) {
      AlignedVector<float> moved(m_network.parameters().begin(), m_network.parameters().end());
      for (std::size_t k = 0; k < moved.size(); ++k) moved[k] = m_coasting.moved(moved[k], k);
      greatest = max_preactivations(moved, m_network, m_inputs);
    }
    for_each_dead([&](std::size_t l, std::size_t i) {
      const bool moves = m_coasting.decays || !own_zero(l, i, m_coasting.direction);
      coasts[l][i] = moves && std::max(m_max[l][i], greatest[l][i]) + rounding(l, i) > 0;
    });
    return coasts;
  }

  /// The dead units beyond the first layer whose inputs may change because the layers below coast, so far that they may
  /// fire. A bound, by norms: |Δz| ≤ ‖w‖·E + ‖Δw‖·(H + E) + |Δb|, where H bounds the norm of a row's inputs to the unit
  /// and E that of their change, which follows layer by layer, as ReLU makes no change greater.
  Mask inputs_coasting() const {
    Mask carried = mask();
    if (!m_coasting.moves()) return carried;
    if (!m_coasting.is_linear || m_coasting.decays) {
      for_each_dead([&](std::size_t l, std::size_t i) { carried[l][i] = l > 0 && may_outgrow_decay(l, i); });
      return carried;
    }
    const std::span<const float> direction = m_coasting.direction;
    const double travel = std::abs(m_coasting.reach);
    double change = 0;
    for (std::size_t l = 0; l < m_max.size(); ++l) {
      const Dense<float>& layer = m_network.layers()[l];
      const std::span<const float> pushed = m_network.of_layer(l, direction);
      const double size = m_input_norms[l];
      double change_square = 0;
      for (std::size_t i = 0; i < m_max[l].size(); ++i) {
        const double greatest_change = norm(m_network.weights(l).row(i)) * change +
                                       travel * (norm(layer.weights(pushed).row(i)) * (size + change) +
                                                 std::abs(static_cast<double>(layer.bias(pushed)[i])));
        carried[l][i] = change > 0 && m_max[l][i] + greatest_change > 0;
        change_square += greatest_change * greatest_change;
      }
      change = std::sqrt(change_square);
    }
    return carried;
  }

  /// Where nothing but decay moves the first two layers, all their parameters shrink by the same factor κ, and a unit
  /// of the second is at κ·(κ·w·h + b): it fires in the end where b > 0, and never where b ≤ 0. Other cases are not
  /// worked out.
  bool may_outgrow_decay(std::size_t l, std::size_t i) const {
    if (l != 1 || !m_coasting.is_linear || m_coasting.flips || m_network.bias(1)[i] > 0) return true;
    const std::span<const float> direction = m_coasting.direction;
    return !direction.empty() &&
           !(all_zero(m_network.of_layer(0, direction)) && all_zero(m_network.of_layer(1, direction)));
  }

  struct Reachability {
    Mask reached;  // the units that a gradient reaches from above, if they let it through
    Mask fed;      // the units with an input that may change because a unit below learns, or is itself fed
  };

  /// What a gradient reaches depends on which dead units may come back, and the other way round: from the units that
  /// come back without one on, until nothing is added.
  Reachability ways_from(Mask back) const {
    Reachability ways;
    for (bool grown = true; grown;) {
      grown = false;
      ways.reached = reached_by_gradient(back);
      ways.fed = fed_by_learning(ways.reached, back);
      for_each_dead([&](std::size_t l, std::size_t i) {
        if (back[l][i] || !(ways.fed[l][i] || (at_kink(l, i) && ways.reached[l][i]))) return;
        back[l][i] = grown = true;
      });
    }
    return ways;
  }

  /// Along weights that are not 0 or will learn not to be, through units that let a gradient through. Row by row a way
  /// may be closed for now: the units on it that do learn may open it.
  Mask reached_by_gradient(const Mask& back) const {
    Mask reached = mask();
    for (std::size_t l = m_max.size(); l-- > 0;) {
      const MatrixView<const float> above = m_network.weights(l + 1);
      const bool is_output = l + 1 == m_max.size();
      for (std::size_t k = 0; k < above.rows(); ++k) {
        if (!is_output && !(reached[l + 1][k] && lets_through(l + 1, k, back))) continue;
        for (std::size_t i = 0; i < m_max[l].size(); ++i)
          if (above.row(k)[i] != 0 || fires(l, i, back)) reached[l][i] = true;
      }
    }
    return reached;
  }

  Mask fed_by_learning(const Mask& reached, const Mask& back) const {
    Mask fed = mask();
    for (std::size_t l = 1; l < m_max.size(); ++l) {
      for (std::size_t i = 0; i < m_max[l].size(); ++i) {
        const std::span<const float> weights = m_network.weights(l).row(i);
        for (std::size_t k = 0; k < weights.size() && !fed[l][i]; ++k) {
          const bool learns = reached[l - 1][k] && lets_through(l - 1, k, back);
          fed[l][i] = weights[k] != 0 && (learns || fed[l - 1][k]);
        }
      }
    }
    return fed;
  }

  bool fires(std::size_t l, std::size_t i, const Mask& back) const { return !dead(l, i) || back[l][i]; }
  bool lets_through(std::size_t l, std::size_t i, const Mask& back) const { return fires(l, i, back) || at_kink(l, i); }

  const Network<float>& m_network;
  MatrixView<const float> m_inputs;
  std::span<const std::vector<float>> m_max;
  const ZeroGradientDrift& m_coasting;
  std::vector<double> m_input_norms;  // per layer: no row's inputs to it have a greater one
};

}  // namespace

std::vector<std::vector<Recovery>> recoveries_of(const Network<float>& network, MatrixView<const float> inputs,
                                                 std::span<const std::vector<float>> max_preactivation,
                                                 const ZeroGradientDrift& coasting) {
  return RecoveryAnalysis(network, inputs, max_preactivation, coasting).verdicts();
}

}  // namespace reluscope
