#include "diagnosis/decay_rounding.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "diagnosis/measures.hpp"
#include "support/elementary.hpp"
#include "train/update_rules.hpp"

namespace reluscope {
namespace {

constexpr double k_half_ulp = 0x1p-24;          // relative error of a rounded float
constexpr double k_least_float = 0x1p-149;      // also above the absolute error of one that is denormal
constexpr double k_least_normal = 0x1p-126;     // below it, floats have fewer digits
constexpr std::int64_t k_work = 1'000'000'000;  // steps of single parameters: 0.2 s of SGD, 0.8 s of AdamW

/// Of a float sum of n products and a bias, each rounded once, by the sum of their absolute values.
double sum_error(std::size_t n) { return 1.01 * k_half_ulp * static_cast<double>(n + 1); }

std::size_t first_index(const Network<float>& network, std::span<const float> part) {
  return static_cast<std::size_t>(part.data() - network.parameters().data());
}

/// Where a unit's weights and its bias, the last, lie among all parameters.
std::vector<std::size_t> indices_of(const Network<float>& network, std::size_t l, std::size_t i) {
  const std::span<const float> weights = network.weights(l).row(i);
  std::vector<std::size_t> indices(weights.size() + 1, first_index(network, network.bias(l)) + i);
  for (std::size_t k = 0; k < weights.size(); ++k) indices[k] = first_index(network, weights) + k;
  return indices;
}

double absolute(float value) { return std::abs(static_cast<double>(value)); }

/// ‖x‖₁ ≤ √n · ‖x‖₂
double sum_bound(std::size_t n, double norm) { return std::sqrt(static_cast<double>(n)) * norm; }

}  // namespace

DecayRounding::DecayRounding(const Network<float>& network, const RecoveryFacts& facts,
                             std::span<const double> layer_norms)
    : m_network(network), m_facts(facts), m_norms(layer_norms) {
  if (facts.continuation.optimizer != nullptr) m_shrinkage = shrinkage();
}

std::optional<DecayRounding::Shrinkage> DecayRounding::shrinkage() const {
  const auto& [optimizer, learning_rate, steps] = m_facts.continuation;
  const OptimizerOptions& options = optimizer->options();
  const auto c = step_constants<float>(options, learning_rate, optimizer->steps() + 1);
  const double rate = c.learning_rate, taken_off = rate * static_cast<double>(c.weight_decay);
  double kept = 1, relative = k_half_ulp, absolute = k_least_float;
  if (options.kind == OptimizerKind::sgd) {  // two products, whose error is relative to what they take off, and a sum
    kept = 1 - taken_off;                    // above 0: else the drift flips signs, and is not asked about
    relative += 2 * k_half_ulp * taken_off / kept;
    absolute *= 1 + rate;
  } else if (options.kind == OptimizerKind::adamw) {
    // a product and a sum; a first moment below the range of floats stays at up to 4 of the least, over ε; the rate is
    // never above lr / (1 − β₁)
    kept = c.shrinkage;
    relative *= 2;
    absolute *= 1 + rate / (1 - Adam::k_first_decay) * 8 / k_optimizer_epsilon;
  } else {
    return std::nullopt;
  }
  // and what is lost in rounding before the first step
  const double spread = integer_power(1 + 1.01 * relative, steps + 2) - 1;
  return Shrinkage{integer_power(kept, steps), spread, absolute * static_cast<double>(steps)};
}

bool DecayRounding::state_is_zero(std::size_t layer, std::size_t unit) const {
  const std::span<const float> state = m_facts.continuation.optimizer->first_moment();
  if (state.empty()) return true;
  return std::ranges::all_of(indices_of(m_network, layer, unit), [&](std::size_t k) { return state[k] == 0; });
}

/// No term of z is positive on any row, and decay alone changes no sign.
bool DecayRounding::keeps_every_sign(std::size_t layer, std::size_t unit) const {
  if (!m_shrinkage || m_network.bias(layer)[unit] > 0 || !state_is_zero(layer, unit)) return false;
  const std::span<const float> weights = m_network.weights(layer).row(unit);
  for (std::size_t k = 0; k < weights.size(); ++k) {
    const float lowest = layer == 0 ? m_facts.inputs.lowest[k] : 0,
                highest = layer == 0 ? m_facts.inputs.highest[k] : 1;
    if (weights[k] * lowest > 0 || weights[k] * highest > 0) return false;
  }
  return true;
}

/// z_t ≤ kept_t · (z + relative · S) + absolute · (‖x‖₁ + 1), S = ‖w‖·‖x‖ + |b|, and the errors of its sum.
std::optional<RecoveryReason> DecayRounding::bounded(std::size_t unit) const {
  if (!m_shrinkage) return RecoveryReason::decay_rounding;
  if (keeps_every_sign(0, unit)) return std::nullopt;
  const std::span<const float> weights = m_network.weights(0).row(unit);
  const double size = norm(weights) * m_norms[0] + absolute(m_network.bias(0)[unit]), error = sum_error(weights.size());
  const double z = m_facts.greatest_z[0][unit] + size * (m_shrinkage->relative + error * (2 + m_shrinkage->relative));
  if (z > 0) return RecoveryReason::decay_rounding;
  const double lost = m_shrinkage->absolute * (sum_bound(weights.size(), m_norms[0]) + 1) * (1 + error) +
                      k_least_float * static_cast<double>(weights.size() + 1);
  return m_shrinkage->kept * z + lost > 0 ? std::optional(RecoveryReason::decay_underflow) : std::nullopt;
}

std::vector<std::optional<RecoveryReason>> DecayRounding::of_first_layer(std::span<const std::size_t> units) const {
  std::vector<std::optional<RecoveryReason>> reasons(units.size());
  if (m_facts.continuation.optimizer == nullptr) return reasons;
  const std::span<const float> direction = m_facts.drift.direction;
  std::vector<std::size_t> open;
  for (std::size_t u = 0; u < units.size(); ++u) {
    const bool drifts = !direction.empty() && std::ranges::any_of(indices_of(m_network, 0, units[u]),
                                                                  [&](std::size_t k) { return direction[k] != 0; });
    reasons[u] = drifts ? std::optional(RecoveryReason::decay_rounding) : bounded(units[u]);
    if (reasons[u] == RecoveryReason::decay_rounding) open.push_back(u);
  }
  simulate(units, open, reasons);
  return reasons;
}

/// size: Σ|w·x| + |b| at most; span: how far the whole path takes z at most. What is left of the path counts twice, as
/// Adam's steps are at most as long in floats as on the path.
std::optional<double> DecayRounding::rise_left(const FloatDrift::Deviation& deviation, double size, double span) const {
  if (!m_shrinkage) return std::nullopt;
  const double left = static_cast<double>(deviation.steps_left) / static_cast<double>(m_facts.continuation.steps);
  const double reach = m_facts.drift.reach;
  const double path_left = reach < 0 ? std::abs(1 - deviation.moved_of_kept / reach) : 0;
  const std::size_t inputs = m_facts.inputs.lowest.size();
  const double lost =
      m_shrinkage->absolute * (sum_bound(inputs, m_norms[0]) + 1) + k_least_float * static_cast<double>(inputs + 1);
  return m_shrinkage->relative * left * (size + span) + 2 * path_left * span + lost / m_shrinkage->kept;
}

/// In units of kept_t, z_t is at most the greater of its values at both ends of its path, as it is between them, and
/// what the deviations of the parameters add to it, and the errors of its sum.
void DecayRounding::simulate(std::span<const std::size_t> units, std::span<const std::size_t> open,
                             std::vector<std::optional<RecoveryReason>>& reasons) const {
  struct Unit {
    double z, size, span;  // the greatest z, Σ|w·x| + |b| at most, and how far the path takes z at most
    double greatest;       // of its parameters
  };
  FloatDrift drift(m_facts.continuation, m_network.parameters(), m_facts.drift);
  std::vector<Unit> simulated;
  std::vector<std::size_t> numbers;
  for (const std::size_t u : open) {
    const std::vector<std::size_t> indices = indices_of(m_network, 0, units[u]);
    const auto padded = static_cast<std::int64_t>(indices.size() + FloatDrift::k_block);
    if (drift.work() + padded * m_facts.continuation.steps > k_work) continue;
    drift.add_group(indices);
    const std::span<const float> weights = m_network.weights(0).row(units[u]);
    const float bias = m_network.bias(0)[units[u]];
    double square_sum = 0, greatest = absolute(bias);
    for (const float w : weights) greatest = std::max(greatest, absolute(w));
    const std::span<const float> direction = m_facts.drift.direction;
    for (std::size_t k = 0; !direction.empty() && k < weights.size(); ++k) square_sum += square(direction[indices[k]]);
    const double last = direction.empty() ? 0 : absolute(direction[indices.back()]);
    const double span = std::abs(m_facts.drift.reach) * (std::sqrt(square_sum) * m_norms[0] + last);
    const float z = m_facts.drifted_z.empty()
                        ? m_facts.greatest_z[0][units[u]]
                        : std::max(m_facts.greatest_z[0][units[u]], m_facts.drifted_z[0][units[u]]);
    simulated.push_back({z, norm(weights) * m_norms[0] + absolute(bias), span, greatest});
    numbers.push_back(u);
    reasons[u].reset();
  }
  if (numbers.empty()) return;

  const InputRange& inputs = m_facts.inputs;
  const double reach = std::abs(m_facts.drift.reach), error = sum_error(inputs.lowest.size());
  drift.run([&](std::size_t group, const FloatDrift::Deviation& deviation) {
    const Unit& unit = simulated[group];
    double by_range = 0, square_sum = 0;
    for (std::size_t k = 0; k < inputs.lowest.size(); ++k) {
      const double off = deviation.of_parameters[k];
      by_range += off * std::max(absolute(inputs.lowest[k]), absolute(inputs.highest[k]));
      square_sum += off * off;
    }
    const double off = std::min(by_range, std::sqrt(square_sum) * m_norms[0]) + deviation.of_parameters.back();
    const double beyond = reach > 0 ? std::max(0.0, -deviation.farthest / reach - 1) * unit.span : 0;
    const double rounded = error * (2 * (unit.size + unit.span) + unit.size + unit.span + off);
    const double lost = k_least_float * static_cast<double>(inputs.lowest.size() + 1) / deviation.kept;
    const double z = unit.z + off + beyond + rounded + lost;
    if (z <= 0) {
      const std::optional<double> rise = rise_left(deviation, unit.size + off, unit.span);
      return !(rise && z + 1.01 * *rise <= 0);  // the rest need not be taken
    }
    const bool underflows = unit.greatest * deviation.kept < k_least_normal / k_half_ulp;
    reasons[numbers[group]] = underflows ? RecoveryReason::decay_underflow : RecoveryReason::decay_rounding;
    return false;
  });
}

std::vector<std::optional<RecoveryReason>> DecayRounding::of_second_layer(std::span<const std::size_t> units) const {
  std::vector<std::optional<RecoveryReason>> reasons(units.size());
  if (m_facts.continuation.optimizer == nullptr || units.empty()) return reasons;
  const std::size_t count = m_network.layers()[0].units();
  double square_sum = 0;
  bool is_spent = true;  // the optimizer's state of all that feeds them
  for (std::size_t k = 0; k < count; ++k) {
    square_sum += square(norm(m_network.weights(0).row(k)) * m_norms[0] + absolute(m_network.bias(0)[k]));
    is_spent = is_spent && state_is_zero(0, k);
  }
  for (std::size_t u = 0; u < units.size(); ++u)
    if (!is_spent || !keeps_every_sign(1, units[u])) reasons[u] = bounded_above(units[u], std::sqrt(square_sum));
  return reasons;
}

/// With h the first layer's activations: both layers are kept_t of what they were, but for their errors, so
/// z_t ≤ kept_t² · w·h + kept_t · b + … ≤ kept_t² · (w·h + b + …), as b ≤ 0 and kept_t ≤ 1. sizes_below: the norm over
/// the units of the first layer of ‖v‖·‖x‖ + |c|.
std::optional<RecoveryReason> DecayRounding::bounded_above(std::size_t unit, double sizes_below) const {
  if (!m_shrinkage) return RecoveryReason::decay_rounding;
  const auto [kept, relative, absolute_error] = *m_shrinkage;
  const Dense<float>& below = m_network.layers()[0];
  const double error_below = sum_error(below.inputs()), error = sum_error(below.units());
  const double weights = norm(m_network.weights(1).row(unit)), bias = absolute(m_network.bias(1)[unit]), h = m_norms[1];
  const double h_error = (relative + error_below * (2 + relative)) * sizes_below;
  const double z = m_facts.greatest_z[1][unit] + relative * (weights * h + bias) + (1 + relative) * weights * h_error +
                   error * ((1 + relative) * weights * (h + h_error) + 2 * bias + weights * h);
  if (z > 0) return RecoveryReason::decay_rounding;
  const double roots = std::sqrt(static_cast<double>(below.units()));
  const double h_lost = (absolute_error * (sum_bound(below.inputs(), m_norms[0]) + 1) +
                         k_least_float * static_cast<double>(below.inputs() + 1)) *
                        roots;
  const double lost = (1 + relative) * weights * h_lost + absolute_error * (roots * (h + h_error + h_lost) + 1) +
                      k_least_float * static_cast<double>(below.units() + 1);
  return kept * kept * z + lost * 1.01 > 0 ? std::optional(RecoveryReason::decay_underflow) : std::nullopt;
}

}  // namespace reluscope
