#include "diagnosis/recovery.hpp"

#include <algorithm>
#include <cmath>

#include "diagnosis/decay_rounding.hpp"
#include "diagnosis/measures.hpp"
#include "stats/max_preactivation.hpp"
#include "support/elementary.hpp"

namespace reluscope {
namespace {

using Mask = std::vector<std::vector<bool>>;  // per hidden layer and unit
using Reasons = std::vector<std::vector<std::optional<RecoveryReason>>>;

bool all_zero(std::span<const float> values) {
  return std::ranges::all_of(values, [](float value) { return value == 0; });
}

/// Whether the drift of each parameter is a straight line.
bool is_straight(const ZeroGradientDrift& drift) { return drift.is_linear && !drift.flips; }

class RecoveryAnalysis {
 public:
  RecoveryAnalysis(const Network<float>& network, const RecoveryFacts& facts)
      : m_network(network), m_facts(facts), m_max(facts.greatest_z), m_drift(facts.drift) {
    m_input_norms.push_back(facts.inputs.greatest_norm);
    for (const std::vector<float>& layer : m_max) {
      double sum = 0;
      for (const float greatest : layer) sum += square(std::max(0.0F, greatest));
      m_input_norms.push_back(std::sqrt(sum));
    }
  }

  std::vector<std::vector<RecoveryVerdict>> classify() const {
    const Reasons by_own_drift = revived_by_own_drift(), by_drift_below = may_be_revived_by_drift_below();
    const Reachability now = reachability(mask());
    Mask may_revive = mask();
    for_each_dead([&](std::size_t l, std::size_t i) { may_revive[l][i] = by_own_drift[l][i] || by_drift_below[l][i]; });
    const Reachability later = reachability(std::move(may_revive));
    std::vector<std::vector<RecoveryVerdict>> verdicts;
    for (const auto& layer : m_max) verdicts.emplace_back(layer.size());
    for_each_dead([&](std::size_t l, std::size_t i) {
      RecoveryVerdict& verdict = verdicts[l][i];
      if (at_kink(l, i) && now.gets_gradient[l][i])
        verdict.recovery = Recovery::gradient;
      else if (by_own_drift[l][i])
        verdict = {Recovery::optimizer, by_own_drift[l][i]};
      else if (now.inputs_change[l][i])
        verdict.recovery = Recovery::upstream;
      else if (by_drift_below[l][i])
        verdict = {Recovery::optimizer, by_drift_below[l][i]};
      else if (at_kink(l, i) && later.gets_gradient[l][i])
        verdict.recovery = Recovery::gradient;
      else if (later.inputs_change[l][i])
        verdict.recovery = Recovery::upstream;
    });
    return verdicts;
  }

 private:
  struct Reachability {
    Mask gets_gradient;  // the units that a gradient reaches from above, if they let it through
    Mask inputs_change;  // the units with an input that may change because a unit below learns, or its inputs change
  };

  Mask mask() const {
    Mask mask;
    for (const auto& layer : m_max) mask.emplace_back(layer.size());
    return mask;
  }
  Reasons reasons() const {
    Reasons reasons;
    for (const auto& layer : m_max) reasons.emplace_back(layer.size());
    return reasons;
  }
  bool dead(std::size_t l, std::size_t i) const { return !(m_max[l][i] > 0); }
  bool at_kink(std::size_t l, std::size_t i) const {
    return m_max[l][i] == 0 && m_network.activation().gradient_at_zero == 1;
  }
  void for_each_dead(auto&& visit) const {
    for (std::size_t l = 0; l < m_max.size(); ++l)
      for (std::size_t i = 0; i < m_max[l].size(); ++i)
        if (dead(l, i)) visit(l, i);
  }

  /// A unit's weights and bias among values for all parameters.
  bool own_zero(std::size_t l, std::size_t i, std::span<const float> all) const {
    const Dense<float>& layer = m_network.layers()[l];
    const std::span<const float> own = m_network.of_layer(l, all);
    return all_zero(layer.weights(own).row(i)) && layer.bias(own)[i] == 0;
  }
  bool own_drift_is_zero(std::size_t l, std::size_t i) const {
    return m_drift.direction.empty() || own_zero(l, i, m_drift.direction);
  }

  /// What rounding may do to a float z: a unit so near to 0 may be lifted above it by whatever moves.
  double rounding(std::size_t l, std::size_t i) const {
    return 0x1p-22 *
           (norm(m_network.weights(l).row(i)) * m_input_norms[l] + std::abs(static_cast<double>(m_network.bias(l)[i])));
  }

  /// The dead units that the drift of their own parameters takes above 0 with inputs as they are: exactly, but for
  /// rounding, if it is a straight line; otherwise all that move.
  Reasons revived_by_own_drift() const {
    Reasons revived = reasons();
    if (!m_drift.moves()) return revived;
    const RecoveryReason state =
        traits_of(kind()).keeps_second_moment ? RecoveryReason::moments : RecoveryReason::momentum;
    for_each_dead([&](std::size_t l, std::size_t i) {
      const bool drifts = !own_drift_is_zero(l, i);
      if (!is_straight(m_drift)) {
        if (drifts || !own_zero(l, i, m_network.parameters()))
          revived[l][i] = m_drift.decays ? RecoveryReason::decay : state;
        return;
      }
      if (l == 0 && !drifts) return;  // that shrinks only
      const float at_end = m_facts.drifted_z.empty() ? m_max[l][i] : m_facts.drifted_z[l][i];
      if ((m_drift.decays || drifts) && std::max(m_max[l][i], at_end) + rounding(l, i) > 0 && !stays_at_zero(l, i))
        revived[l][i] = drifts ? state : RecoveryReason::decay_rounding;
    });
    if (is_straight(m_drift) && m_drift.decays) add_revived_by_rounding(revived.front());
    return revived;
  }

  /// Nothing is left to shrink.
  bool stays_at_zero(std::size_t l, std::size_t i) const {
    return own_drift_is_zero(l, i) && own_zero(l, i, m_network.parameters());
  }

  /// Of the first layer.
  void add_revived_by_rounding(std::vector<std::optional<RecoveryReason>>& revived) const {
    std::vector<std::size_t> units;
    for (std::size_t i = 0; i < revived.size(); ++i)
      if (dead(0, i) && !revived[i] && !stays_at_zero(0, i)) units.push_back(i);
    const auto reasons = DecayRounding(m_network, m_facts, m_input_norms).of_first_layer(units);
    for (std::size_t u = 0; u < units.size(); ++u) revived[units[u]] = reasons[u];
  }

  OptimizerKind kind() const {
    return m_facts.continuation.optimizer == nullptr ? OptimizerKind::momentum
                                                     : m_facts.continuation.optimizer->options().kind;
  }

  /// The dead units beyond the first layer whose inputs may change because the layers below drift, so far that they may
  /// fire. A bound, by norms: |Δz| ≤ ‖w‖·E + ‖Δw‖·(H + E) + |Δb|, where H bounds the norm of a row's inputs to the unit
  /// and E that of their change, which follows layer by layer, as ReLU makes no change greater.
  Reasons may_be_revived_by_drift_below() const {
    Reasons revived = reasons();
    if (!m_drift.moves()) return revived;
    if (!m_drift.is_linear || m_drift.decays) {
      for_each_dead([&](std::size_t l, std::size_t i) {
        if (l > 0 && may_outgrow_decay(l, i)) revived[l][i] = RecoveryReason::layers_below;
      });
      if (is_straight(m_drift) && revived.size() > 1) add_second_revived_by_rounding(revived[1]);
      return revived;
    }
    double change = 0;
    for (std::size_t l = 0; l < m_max.size(); ++l) {
      const Dense<float>& layer = m_network.layers()[l];
      const std::span<const float> direction = m_network.of_layer(l, std::span<const float>(m_drift.direction));
      double change_square = 0;
      for (std::size_t i = 0; i < m_max[l].size(); ++i) {
        const double greatest_change =
            norm(m_network.weights(l).row(i)) * change +
            std::abs(m_drift.reach) * (norm(layer.weights(direction).row(i)) * (m_input_norms[l] + change) +
                                       std::abs(static_cast<double>(layer.bias(direction)[i])));
        if (change > 0 && m_max[l][i] + greatest_change > 0) revived[l][i] = RecoveryReason::layers_below;
        change_square += greatest_change * greatest_change;
      }
      change = std::sqrt(change_square);
    }
    return revived;
  }

  /// If nothing but decay moves the first two layers, all their parameters shrink by the same factor κ, and a unit of
  /// the second is at κ·(κ·w·h + b): it fires in the end if b > 0, and never if b ≤ 0, unless rounding lifts it. Other
  /// cases are not worked out.
  bool may_outgrow_decay(std::size_t l, std::size_t i) const {
    if (l != 1 || !is_straight(m_drift) || m_network.bias(1)[i] > 0) return true;
    const std::span<const float> direction = m_drift.direction;
    return !direction.empty() &&
           !(all_zero(m_network.of_layer(0, direction)) && all_zero(m_network.of_layer(1, direction)));
  }

  /// Of the second layer.
  void add_second_revived_by_rounding(std::vector<std::optional<RecoveryReason>>& revived) const {
    std::vector<std::size_t> units;
    for (std::size_t i = 0; i < revived.size(); ++i)
      if (dead(1, i) && !revived[i] && !stays_at_zero(1, i)) units.push_back(i);
    const auto reasons = DecayRounding(m_network, m_facts, m_input_norms).of_second_layer(units);
    for (std::size_t u = 0; u < units.size(); ++u) revived[units[u]] = reasons[u];
  }

  /// What a gradient reaches depends on which dead units may revive, and the reverse: from the units that may
  /// without one on, until nothing is added.
  Reachability reachability(Mask may_revive) const {
    Reachability reach;
    for (bool has_grown = true; has_grown;) {
      has_grown = false;
      reach.gets_gradient = reached_by_gradient(may_revive);
      reach.inputs_change = fed_by_learning(reach.gets_gradient, may_revive);
      for_each_dead([&](std::size_t l, std::size_t i) {
        if (may_revive[l][i] || !(reach.inputs_change[l][i] || (at_kink(l, i) && reach.gets_gradient[l][i]))) return;
        may_revive[l][i] = has_grown = true;
      });
    }
    return reach;
  }

  /// Along weights that are not 0 or will learn not to be, through units that let a gradient through. On some rows a
  /// path may be closed for now: the units on it that do learn may open it.
  Mask reached_by_gradient(const Mask& may_revive) const {
    Mask reached = mask();
    for (std::size_t l = m_max.size(); l-- > 0;) {
      const MatrixView<const float> above = m_network.weights(l + 1);
      const bool is_output = l + 1 == m_max.size();
      for (std::size_t k = 0; k < above.rows(); ++k) {
        if (!is_output && !(reached[l + 1][k] && lets_through(l + 1, k, may_revive))) continue;
        for (std::size_t i = 0; i < m_max[l].size(); ++i)
          if (above.row(k)[i] != 0 || fires(l, i, may_revive)) reached[l][i] = true;
      }
    }
    return reached;
  }

  Mask fed_by_learning(const Mask& reached, const Mask& may_revive) const {
    Mask fed = mask();
    for (std::size_t l = 1; l < m_max.size(); ++l) {
      for (std::size_t i = 0; i < m_max[l].size(); ++i) {
        const std::span<const float> weights = m_network.weights(l).row(i);
        for (std::size_t k = 0; k < weights.size() && !fed[l][i]; ++k) {
          const bool learns = reached[l - 1][k] && lets_through(l - 1, k, may_revive);
          fed[l][i] = weights[k] != 0 && (learns || fed[l - 1][k]);
        }
      }
    }
    return fed;
  }

  bool fires(std::size_t l, std::size_t i, const Mask& may_revive) const { return !dead(l, i) || may_revive[l][i]; }
  bool lets_through(std::size_t l, std::size_t i, const Mask& may_revive) const {
    return fires(l, i, may_revive) || at_kink(l, i);
  }

  const Network<float>& m_network;
  const RecoveryFacts& m_facts;
  std::span<const std::vector<float>> m_max;
  const ZeroGradientDrift& m_drift;
  std::vector<double> m_input_norms;  // per layer: no row's inputs to it have a greater one
};

}  // namespace

std::optional<AlignedVector<float>> drifted_parameters(const Network<float>& network, const ZeroGradientDrift& drift) {
  if (!is_straight(drift) || drift.direction.empty()) return std::nullopt;
  AlignedVector<float> moved(network.parameters().begin(), network.parameters().end());
  for (std::size_t k = 0; k < moved.size(); ++k) moved[k] = drift.moved(moved[k], k);
  return moved;
}

std::vector<std::vector<RecoveryVerdict>> recoveries_of(const Network<float>& network, const RecoveryFacts& facts) {
  return RecoveryAnalysis(network, facts).classify();
}

}  // namespace reluscope
