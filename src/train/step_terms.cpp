#include "train/step_terms.hpp"

#include <cmath>

namespace reluscope {

StepTerms step_terms(const Optimizer& before, std::size_t k, double parameter, double gradient,
                          double learning_rate) {
  const OptimizerOptions& options = before.options();
  const double lr = learning_rate, mu = options.momentum, decayed = options.weight_decay * parameter;
  const double first = before.first_moment().empty() ? 0 : before.first_moment()[k];
  const double second = before.second_moment().empty() ? 0 : before.second_moment()[k];
  const double steps = static_cast<double>(before.steps()) + 1;
  switch (options.kind) {
    case OptimizerKind::sgd:
      return {lr, lr * decayed};
    case OptimizerKind::momentum:
      return {lr, lr * (mu * first + decayed)};
    case OptimizerKind::nesterov:
      return {lr * (1 + mu), lr * (mu * mu * first + (1 + mu) * decayed)};
    case OptimizerKind::rmsprop: {
      const double square = k_rmsprop_alpha * second + (1 - k_rmsprop_alpha) * std::pow(gradient + decayed, 2);
      const double gain = lr / (std::sqrt(square) + k_optimizer_epsilon);
      return {gain, gain * decayed};
    }
    case OptimizerKind::adam:
    case OptimizerKind::adamw: {
      const bool coupled = options.kind == OptimizerKind::adam;
      const double joined = coupled ? decayed : 0;
      const double square = k_adam_beta2 * second + (1 - k_adam_beta2) * std::pow(gradient + joined, 2);
      const double root = std::sqrt(square / (1 - std::pow(k_adam_beta2, steps))) + k_optimizer_epsilon;
      const double rate = lr / (1 - std::pow(k_adam_beta1, steps)) / root;
      return {rate * (1 - k_adam_beta1),
              rate * (k_adam_beta1 * first + (1 - k_adam_beta1) * joined) + (coupled ? 0 : lr * decayed)};
    }
  }
  return {};
}

}  // namespace reluscope
