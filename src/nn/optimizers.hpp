#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "support/matrix.hpp"

namespace reluscope {

enum class OptimizerKind { sgd, momentum, nesterov, rmsprop, adam, adamw };

struct OptimizerOptions {
  OptimizerKind kind = OptimizerKind::sgd;
  double learning_rate = 0.1;
  double momentum = 0.9;    // of momentum and nesterov
  double weight_decay = 0;  // added to the gradient (L2), but by adamw taken off the weights
};

/// The update rules of PyTorch's torch.optim, update for update, over all parameters at once (weight decay acts on the
/// biases too, as there). RMSprop: α 0.99; Adam and AdamW: β 0.9 and 0.999; ε 1e-8.
class Optimizer {
 public:
  Optimizer(const OptimizerOptions& options, std::size_t parameter_count);

  /// One step at the learning rate of the moment. parameters (read and written), gradient: parameter_count values.
  void step(std::span<float> parameters, std::span<const float> gradient, double learning_rate);

 private:
  OptimizerOptions m_options;
  std::int64_t m_steps = 0;
  AlignedVector<float> m_first;   // the momentum buffer; of Adam, the mean gradient
  AlignedVector<float> m_second;  // the mean squared gradient
};

/// Scales the gradient down to an L2 norm of `max_norm` where it is above, as torch.nn.utils.clip_grad_norm_ does.
void clip_norm(std::span<float> gradient, double max_norm);

}  // namespace reluscope
