#include "train/zero_gradient_drift.hpp"

#include <algorithm>
#include <cmath>

#include "train/drift_coefficients.hpp"

namespace reluscope {
namespace {

constexpr int k_max_steps = 100'000;  // the usual first moment is gone long before
constexpr double k_rounding = 1e-6;   // a float that shrinks to less of itself in a step may as well change its sign
constexpr double k_gone = 1e-20;      // what decays faster than its first moment ends at what that contributes

/// momentum, nesterov: the momentum buffer; Adam: m/√v, with ε as in the next step.
AlignedVector<float> direction_of(const Optimizer& optimizer) {
  AlignedVector<float> direction(optimizer.first_moment().begin(), optimizer.first_moment().end());
  if (optimizer.second_moment().empty()) return direction;
  const double correction = std::sqrt(1 - integer_power(Adam::k_second_decay, optimizer.steps()));
  for (std::size_t k = 0; k < direction.size(); ++k) {
    if (direction[k] == 0) continue;
    const double root = std::sqrt(static_cast<double>(optimizer.second_moment()[k]));
    direction[k] = static_cast<float>(direction[k] / (root + k_optimizer_epsilon * correction));
  }
  return direction;
}

}  // namespace

ZeroGradientDrift zero_gradient_drift(const Optimizer& optimizer, std::span<const float> parameters,
                                      double learning_rate) {
  OptimizerOptions options = optimizer.options();
  options.weight_decay = static_cast<float>(options.weight_decay);  // as training has them
  options.momentum = static_cast<float>(options.momentum);
  const OptimizerTraits& traits = traits_of(options.kind);
  const bool normalises = traits.keeps_second_moment && !traits.decouples_decay;
  ZeroGradientDrift drift{.decays = options.weight_decay > 0 && learning_rate > 0};
  drift.is_linear = !(normalises && drift.decays);
  if (!drift.is_linear) return drift;

  drift.direction = direction_of(optimizer);
  DriftCoefficients path;
  bool settled = false;
  for (int t = 1; t <= k_max_steps && !settled; ++t) {
    path.step(options.kind, step_constants<double>(options, static_cast<float>(learning_rate), optimizer.steps() + t));
    if (path.kept() <= 0 || (t == 1 && path.kept() < k_rounding)) {
      drift.flips = true;
      break;
    }
    settled = path.kept() < k_gone;
    if (settled) break;
    const double before = drift.reach;
    drift.reach = path.moved() / path.kept();
    settled = std::abs(drift.reach - before) <= 1e-12 * std::abs(drift.reach);
  }
  if (!settled && !drift.flips) drift.is_linear = false;
  for (std::size_t k = 0; k < drift.direction.size() && !drift.flips; ++k)
    if (drift.moved(parameters[k], k) == parameters[k]) drift.direction[k] = 0;
  if (std::ranges::all_of(drift.direction, [](float d) { return d == 0; })) drift.direction.clear();
  return drift;
}

}  // namespace reluscope
