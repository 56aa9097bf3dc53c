#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "linalg/matrix_view.hpp"
#include "support/names.hpp"

namespace reluscope {

enum class OptimizerKind { sgd, momentum, nesterov, rmsprop, adam, adamw };
template <>
inline constexpr auto k_words<OptimizerKind> =
    std::to_array<Word<OptimizerKind>>({{OptimizerKind::sgd, "sgd"},
                                        {OptimizerKind::momentum, "momentum"},
                                        {OptimizerKind::nesterov, "nesterov"},
                                        {OptimizerKind::rmsprop, "rmsprop"},
                                        {OptimizerKind::adam, "adam"},
                                        {OptimizerKind::adamw, "adamw"}});

inline constexpr double k_optimizer_epsilon = 1e-8;  // PyTorch's default

struct OptimizerOptions {
  OptimizerKind kind = OptimizerKind::sgd;
  double learning_rate = 0.1;
  double momentum = 0.9;    // of those that use it
  double weight_decay = 0;  // added to the gradient (L2), or decoupled: taken off the weights
};

/// What is to be known of an optimizer beside its update rule (train/update_rules.hpp).
struct OptimizerTraits {
  bool keeps_first_moment = false;
  bool keeps_second_moment = false;  // which normalises the gradient: its norm does not matter
  bool uses_momentum = false;        // the option
  bool decouples_decay = false;
  double default_learning_rate;
  double default_weight_decay = 0;
};

const OptimizerTraits& traits_of(OptimizerKind kind);

template <class T>
struct StepConstants;

/// An update rule with its state, over all parameters at once (weight decay acts on the biases too, as in PyTorch).
class Optimizer {
 public:
  Optimizer(const OptimizerOptions& options, std::size_t parameter_count);

  /// One step at the current learning rate. parameters (read and written), gradient: parameter_count values.
  void step(std::span<float> parameters, std::span<const float> gradient, double learning_rate);

  // The same in parts, in any order and on any threads.
  StepConstants<float> begin_step(double learning_rate);
  /// Of the parameters from `begin` to before `end`. constants: from begin_step.
  void update(std::span<float> parameters, std::span<const float> gradient, const StepConstants<float>& constants,
              std::size_t begin, std::size_t end);
  /// Sets what is kept of a parameter to 0.
  void forget(std::size_t parameter) {
    if (!m_first.empty()) m_first[parameter] = 0;
    if (!m_second.empty()) m_second[parameter] = 0;
  }
  const OptimizerOptions& options() const { return m_options; }
  std::int64_t steps() const { return m_steps; }
  /// The momentum buffer, or Adam's mean gradient (not corrected for its bias): one value per parameter; empty if the
  /// optimizer keeps none.
  std::span<const float> first_moment() const { return m_first; }
  /// The mean squared gradient of RMSprop and Adam (not corrected for its bias): one value per parameter, or empty.
  std::span<const float> second_moment() const { return m_second; }

 private:
  OptimizerOptions m_options;
  std::int64_t m_steps = 0;
  AlignedVector<float> m_first, m_second;
};

/// What clip_norm multiplies a gradient by: 1 if its norm is not above `max_norm`.
double clip_scale(std::span<const float> gradient, double max_norm);

/// Scales the gradient down to an L2 norm of `max_norm` if it is above, as torch.nn.utils.clip_grad_norm_ does.
void clip_norm(std::span<float> gradient, double max_norm);

}  // namespace reluscope
