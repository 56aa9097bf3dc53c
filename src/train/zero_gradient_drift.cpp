#include "train/zero_gradient_drift.hpp"

#include <algorithm>
#include <cmath>

namespace reluscope {
namespace {

constexpr int k_most_steps = 100'000;  // the usual first moment is gone long before
constexpr double k_rounding =
    1e-6;                         // a float that is to shrink to less of itself in a step may as well change its sign
constexpr double k_gone = 1e-20;  // what decays faster than its first moment ends where that takes it

/// One parameter and its first moment.
struct Motion {
  double w, v;
};

/// One step with a gradient of 0. t: steps from now, from 1.
class ZeroGradientStep {
 public:
  ZeroGradientStep(const Optimizer& optimizer, double learning_rate)
      : m_options(optimizer.options()),
        m_steps(static_cast<double>(optimizer.steps())),
        m_rate(static_cast<float>(learning_rate)) {
    m_options.weight_decay = static_cast<float>(m_options.weight_decay);  // as the update rules take them
    m_options.momentum = static_cast<float>(m_options.momentum);
  }

  Motion operator()(Motion motion, int t) const {
    const double decayed = m_options.weight_decay * motion.w;
    auto [w, v] = motion;
    switch (m_options.kind) {
      case OptimizerKind::sgd:
        return {w - m_rate * decayed, 0};
      case OptimizerKind::momentum:
        v = m_options.momentum * v + decayed;
        return {w - m_rate * v, v};
      case OptimizerKind::nesterov:
        v = m_options.momentum * v + decayed;
        return {w - m_rate * (decayed + m_options.momentum * v), v};
      case OptimizerKind::rmsprop:
        return motion;
      case OptimizerKind::adam:
        return {w - adam_rate(t) * v, v};
      case OptimizerKind::adamw:
        return {w - m_rate * decayed - adam_rate(t) * v, v};
    }
    return motion;
  }

 private:
  /// What m/√v, as it is now, is multiplied by t steps from now: m has shrunk by β₁ᵗ, √v by β₂^(t/2).
  double adam_rate(int t) const {
    const double bias_1 = 1 - std::pow(k_adam_beta1, m_steps + t), bias_2 = 1 - std::pow(k_adam_beta2, m_steps + t);
    return m_rate / bias_1 * std::pow(k_adam_beta1, t) * std::sqrt(bias_2 / std::pow(k_adam_beta2, t));
  }

  OptimizerOptions m_options;
  double m_steps;
  double m_rate;
};

/// momentum, nesterov: the momentum buffer; Adam: m/√v, with ε as it weighs in now.
AlignedVector<float> direction_of(const Optimizer& optimizer) {
  AlignedVector<float> direction(optimizer.first_moment().begin(), optimizer.first_moment().end());
  if (optimizer.second_moment().empty()) return direction;
  const double correction = std::sqrt(1 - std::pow(k_adam_beta2, static_cast<double>(optimizer.steps())));
  for (std::size_t k = 0; k < direction.size(); ++k) {
    if (direction[k] == 0) continue;
    const double root = std::sqrt(static_cast<double>(optimizer.second_moment()[k]));
    direction[k] = static_cast<float>(direction[k] / (root + k_optimizer_epsilon * correction));
  }
  return direction;
}

}  // namespace

ZeroGradientDrift zero_gradient_drift(const Optimizer& optimizer, std::span<const float> parameters, double learning_rate) {
  const OptimizerOptions& options = optimizer.options();
  const bool normalises = options.kind == OptimizerKind::rmsprop || options.kind == OptimizerKind::adam;
  ZeroGradientDrift coasting{.decays = options.weight_decay > 0 && learning_rate > 0};
  coasting.is_linear = !(normalises && coasting.decays);
  if (!coasting.is_linear) return coasting;

  coasting.direction = direction_of(optimizer);
  const ZeroGradientStep step(optimizer, learning_rate);
  Motion kept{1, 0}, moved{0, 1};
  bool settled = false;
  for (int t = 1; t <= k_most_steps && !settled; ++t) {
    kept = step(kept, t);
    moved = step(moved, t);
    if (kept.w <= 0 || (t == 1 && kept.w < k_rounding)) {
      coasting.flips = true;
      break;
    }
    settled = kept.w < k_gone;
    if (settled) break;
    const double before = coasting.reach;
    coasting.reach = moved.w / kept.w;
    settled = std::abs(coasting.reach - before) <= 1e-12 * std::abs(coasting.reach);
  }
  if (!settled && !coasting.flips) coasting.is_linear = false;
  for (std::size_t k = 0; k < coasting.direction.size() && !coasting.flips; ++k)
    if (coasting.moved(parameters[k], k) == parameters[k]) coasting.direction[k] = 0;
  if (std::ranges::all_of(coasting.direction, [](float d) { return d == 0; })) coasting.direction.clear();
  return coasting;
}

}  // namespace reluscope
