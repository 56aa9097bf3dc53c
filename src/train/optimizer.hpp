#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "linalg/matrix_view.hpp"

namespace reluscope {

enum class OptimizerKind { sgd, momentum, nesterov, rmsprop, adam, adamw };

inline constexpr double k_rmsprop_alpha = 0.99, k_adam_beta1 = 0.9, k_adam_beta2 = 0.999;  // PyTorch's defaults
inline constexpr double k_optimizer_epsilon = 1e-8;

struct OptimizerOptions {
  OptimizerKind kind = OptimizerKind::sgd;
  double learning_rate = 0.1;
  double momentum = 0.9;    // of momentum and nesterov
  double weight_decay = 0;  // added to the gradient (L2), but by adamw taken off the weights
};

/// The update rules of PyTorch's torch.optim, update for update, over all parameters at once (weight decay acts on the
/// biases too, as there).
class Optimizer {
 public:
  Optimizer(const OptimizerOptions& options, std::size_t parameter_count);

  /// One step at the learning rate of the moment. parameters (read and written), gradient: parameter_count values.
  void step(std::span<float> parameters, std::span<const float> gradient, double learning_rate);

  const OptimizerOptions& options() const { return m_options; }
  std::int64_t steps() const { return m_steps; }
  /// The momentum buffer of momentum and nesterov, the mean gradient of Adam (not corrected for its bias): a value a
  /// parameter; empty for the others.
  std::span<const float> first_moment() const { return m_first; }
  /// The mean squared gradient of RMSprop and Adam (not corrected for its bias): a value a parameter, or empty.
  std::span<const float> second_moment() const { return m_second; }

 private:
  OptimizerOptions m_options;
  std::int64_t m_steps = 0;
  AlignedVector<float> m_first;   // the momentum buffer; of Adam, the mean gradient
  AlignedVector<float> m_second;  // the mean squared gradient
};

/// What clip_norm multiplies a gradient by: 1 where its norm is not above `max_norm`.
double clip_scale(std::span<const float> gradient, double max_norm);

/// Scales the gradient down to an L2 norm of `max_norm` where it is above, as torch.nn.utils.clip_grad_norm_ does.
void clip_norm(std::span<float> gradient, double max_norm);

}  // namespace reluscope
