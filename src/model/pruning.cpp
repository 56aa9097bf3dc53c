#include "model/pruning.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "linalg/dependent_rows.hpp"
#include "linalg/matrix.hpp"
#include "model/activation_functions.hpp"
#include "model/walk.hpp"

namespace reluscope {
namespace {

/// The network on its way to the smaller one: all units in their places, in double, with those that still count. Every
/// step leaves the outputs as they are, whatever the inputs that the facts are about.
class PruningDraft {
 public:
  PruningDraft(const Network<float>& network, const PruningFacts& facts)
      : m_network(network), m_facts(facts), m_draft(widths_of(network), network.activation()) {
    std::ranges::copy(network.parameters(), m_draft.parameters().begin());
    for (std::size_t l = 0; l < hidden(); ++l) {
      m_is_left.emplace_back(network.layers()[l].units(), true);
      m_removed.emplace_back();
    }
  }

  Pruning run() {
    while (remove_constants_and_unused() || remove_inactive()) {
    }
    // merging takes no input from a layer, so that it makes no unit constant; but what it leaves may be unused
    for (std::size_t l = 0; l < hidden() && m_facts.merges; ++l) merge(l);
    while (remove_constants_and_unused()) {
    }
    if (!m_facts.dead_on_data.empty()) {
      remove_dead_on_data();
      m_is_on_data = true;
      while (remove_constants_and_unused()) {
      }
    }
    return result();
  }

 private:
  static std::vector<std::size_t> widths_of(const Network<float>& network) {
    std::vector<std::size_t> widths = {network.input_count()};
    for (const auto& layer : network.layers()) widths.push_back(layer.units());
    return widths;
  }

  std::size_t hidden() const { return m_network.hidden_layer_count(); }
  bool is_left(std::size_t l, std::size_t unit) const { return l >= hidden() || m_is_left[l][unit]; }
  double slope_below_0() const {
    return m_network.activation().kind == ActivationKind::leaky_relu ? static_cast<float>(m_network.activation().slope)
                                                                     : 0.0;
  }
  UnitSign sign(std::size_t l, std::size_t unit) const {
    return m_facts.signs.empty() ? UnitSign::open : m_facts.signs[l][unit];
  }
  bool can_change_bias(std::size_t l) const { return m_facts.has_fixed_bias.empty() || !m_facts.has_fixed_bias[l]; }
  bool is_fixed(std::size_t l) const { return !m_facts.is_fixed.empty() && m_facts.is_fixed[l]; }

  /// The inputs of layer l that vary.
  std::vector<std::size_t> varying(std::size_t l) const {
    std::vector<std::size_t> inputs;
    for (std::size_t k = 0; k < m_network.layers()[l].inputs(); ++k)
      if (l > 0 ? m_is_left[l - 1][k] : m_facts.inputs.empty() || !m_facts.inputs[k]) inputs.push_back(k);
    return inputs;
  }
  /// What a unit's pre-activation has beside the inputs that vary.
  double constant_part(std::size_t l, std::size_t unit) const {
    double sum = m_draft.bias(l)[unit];
    for (std::size_t k = 0; l == 0 && k < m_facts.inputs.size(); ++k)
      if (m_facts.inputs[k]) sum += m_draft.weights(l).row(unit)[k] * *m_facts.inputs[k];
    return sum;
  }

  bool is_unused(std::size_t l, std::size_t unit) const {
    for (std::size_t i = 0; i < m_network.layers()[l + 1].units(); ++i)
      if (is_left(l + 1, i) && m_draft.weights(l + 1).row(i)[unit] != 0) return false;
    return true;
  }
  bool is_constant(std::size_t l, std::size_t unit, const std::vector<std::size_t>& inputs) const {
    const std::span<const double> weights = m_draft.weights(l).row(unit);
    return std::ranges::all_of(inputs, [&](std::size_t k) { return weights[k] == 0; });
  }

  /// Whether anything was.
  bool remove_constants_and_unused() {
    bool has_removed = false;
    for (std::size_t l = 0; l < hidden(); ++l) {
      const std::vector<std::size_t> inputs = varying(l);
      for (std::size_t u = 0; u < m_is_left[l].size(); ++u) {
        if (!m_is_left[l][u]) continue;
        if (is_unused(l, u))
          has_removed |= remove(l, {u, PruneReason::unused, 0, {}});
        else if (is_constant(l, u, inputs))
          has_removed |= remove(l, {u, PruneReason::constant, activation_of(constant_part(l, u)), {}});
      }
    }
    return has_removed;
  }

  double activation_of(double z) const {
    return with_function<double>(m_network.activation(), [z](auto f) { return f.value(z); });
  }

  bool remove_inactive() {
    bool has_removed = false;
    const bool is_zero = m_network.activation().kind == ActivationKind::relu || is_flat_leaky_relu();
    for (std::size_t l = 0; l < hidden() && is_zero; ++l)
      for (std::size_t u = 0; u < m_is_left[l].size(); ++u)
        if (m_is_left[l][u] && sign(l, u) == UnitSign::inactive)
          has_removed |= remove(l, {u, PruneReason::proven_inactive, 0, {}});
    return has_removed;
  }
  bool is_flat_leaky_relu() const {
    return m_network.activation().kind == ActivationKind::leaky_relu && slope_below_0() == 0;
  }

  void remove_dead_on_data() {
    for (std::size_t l = 0; l < hidden(); ++l)
      for (std::size_t u = 0; u < m_is_left[l].size(); ++u)
        if (m_is_left[l][u] && m_facts.dead_on_data[l][u]) remove(l, {u, PruneReason::on_data, 0, {}});
  }

  bool is_linear(std::size_t l, std::size_t unit) const {
    return sign(l, unit) == UnitSign::active || (sign(l, unit) == UnitSign::inactive && slope_below_0() > 0);
  }
  double slope(std::size_t l, std::size_t unit) const {
    return sign(l, unit) == UnitSign::active ? 1 : slope_below_0();
  }

  void merge(std::size_t l) {
    if (!m_facts.has_fixed_weights.empty() && m_facts.has_fixed_weights[l + 1]) return;
    const std::vector<std::size_t> inputs = varying(l);
    std::vector<std::size_t> units;
    for (std::size_t u = 0; u < m_is_left[l].size(); ++u)
      if (m_is_left[l][u] && is_linear(l, u) && !is_constant(l, u, inputs)) units.push_back(u);
    if (units.size() < 2) return;
    Matrix<double> weights = Matrix<double>::from_shape({units.size(), inputs.size()});
    for (std::size_t i = 0; i < units.size(); ++i)
      for (std::size_t k = 0; k < inputs.size(); ++k) weights(i, k) = m_draft.weights(l).row(units[i])[inputs[k]];
    for (const DependentRow& row : dependent_rows(weights, k_merge_limits)) remove(l, merged_unit(l, units, row));
  }

  /// z = Σ factor · z of the others + rest, f(z) = slope · z of each.
  RemovedUnit merged_unit(std::size_t l, const std::vector<std::size_t>& units, const DependentRow& row) const {
    constexpr double k_rounding = 1e-12;
    RemovedUnit merged{units[row.row], PruneReason::merged, 0, {}};
    const double own_slope = slope(l, merged.unit), own = constant_part(l, merged.unit);
    double rest = own, size = std::abs(own);
    for (const DependentRow::Term& term : row.terms) {
      const std::size_t other = units[term.row];
      const double part = term.factor * constant_part(l, other);
      rest -= part;
      size += std::abs(part);
      merged.shares.push_back({other, own_slope * term.factor / slope(l, other)});
    }
    if (std::abs(rest) > k_rounding * size) merged.constant = own_slope * rest;
    std::ranges::sort(merged.shares, {}, &UnitShare::unit);
    return merged;
  }

  /// Takes the unit out, and moves what it contributes. Whether it did.
  bool remove(std::size_t l, RemovedUnit unit) {
    if (is_fixed(l)) return false;
    if (std::ranges::count(m_is_left[l], true) == 1) {
      m_last[l] = unit;
      return false;
    }
    if (unit.constant != 0 && (!m_facts.moves_constants || !can_change_bias(l + 1))) return false;
    m_is_left[l][unit.unit] = false;
    const MatrixView<double> weights = m_draft.weights(l + 1);
    const std::span<double> bias = m_draft.bias(l + 1);
    for (std::size_t i = 0; i < bias.size(); ++i) {
      const double outgoing = weights.row(i)[unit.unit];
      if (outgoing == 0) continue;
      if (unit.constant != 0) bias[i] += outgoing * unit.constant;
      for (const UnitShare& share : unit.shares) weights.row(i)[share.unit] += outgoing * share.share;
    }
    if (m_is_on_data) unit.reason = PruneReason::on_data;
    m_is_exact &= unit.constant == 0 && unit.shares.empty();
    m_removed[l].push_back(std::move(unit));
    return true;
  }

  /// What is left, rounded to float.
  Pruning result() {
    std::vector<std::size_t> widths = {m_network.input_count()};
    std::vector<std::vector<std::size_t>> kept(hidden());
    for (std::size_t l = 0; l < hidden(); ++l) {
      for (std::size_t u = 0; u < m_is_left[l].size(); ++u)
        if (m_is_left[l][u]) kept[l].push_back(u);
      widths.push_back(kept[l].size());
      std::ranges::sort(m_removed[l], {}, &RemovedUnit::unit);
    }
    widths.push_back(m_network.output_count());
    Pruning pruning{.network = Network<float>(widths, m_network.activation()),
                    .removed = std::move(m_removed),
                    .kept = std::move(kept),
                    .is_exact = m_is_exact,
                    .constant = {}};
    for (std::size_t l = 0; l < m_network.layers().size(); ++l)
      copy_layer(l, l < hidden() ? pruning.kept[l] : first(m_network.output_count()),
                 l > 0 ? pruning.kept[l - 1] : first(m_network.input_count()), pruning.network);
    set_constant(pruning);
    return pruning;
  }

  static std::vector<std::size_t> first(std::size_t count) {
    std::vector<std::size_t> all(count);
    std::iota(all.begin(), all.end(), std::size_t{0});
    return all;
  }

  void copy_layer(std::size_t l, const std::vector<std::size_t>& units, const std::vector<std::size_t>& inputs,
                  Network<float>& to) const {
    for (std::size_t i = 0; i < units.size(); ++i) {
      to.bias(l)[i] = static_cast<float>(m_draft.bias(l)[units[i]]);
      for (std::size_t k = 0; k < inputs.size(); ++k)
        to.weights(l).row(i)[k] = static_cast<float>(m_draft.weights(l).row(units[i])[inputs[k]]);
    }
  }

  /// The outputs follow from the last layer that is a constant: from its one unit on, as the network computes them.
  void set_constant(Pruning& pruning) const {
    if (m_last.empty()) return;
    const auto& [l, unit] = *m_last.rbegin();
    Matrix<float> values = Matrix<float>::from_shape({1, 1});
    values(0, 0) = static_cast<float>(unit.constant);
    const Network<float>& network = pruning.network;
    for (std::size_t k = l + 1; k < network.layers().size(); ++k) {
      Matrix<float> outputs = Matrix<float>::from_shape({1, network.layers()[k].units()});
      write_outputs<float>(network, k, values, outputs);
      values = std::move(outputs);
    }
    pruning.constant = {.layer = l, .unit = unit.unit, .outputs = {values.begin(), values.end()}};
  }

  const Network<float>& m_network;
  const PruningFacts& m_facts;
  Network<double> m_draft;
  std::vector<std::vector<bool>> m_is_left;  // per hidden layer and unit
  std::vector<std::vector<RemovedUnit>> m_removed;
  std::map<std::size_t, RemovedUnit> m_last;  // of layers that are constants: the unit that is left, as it would go
  bool m_is_on_data = false, m_is_exact = true;
};

}  // namespace

Pruning prune(const Network<float>& network, const PruningFacts& facts) { return PruningDraft(network, facts).run(); }

}  // namespace reluscope
