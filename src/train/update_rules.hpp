#pragma once

#include <cmath>
#include <cstdint>

#include "support/elementary.hpp"
#include "train/optimizer.hpp"

namespace reluscope {

// Every optimizer is one struct here and one case of `with_update_rule`. T is float to train (as PyTorch's torch.optim,
// update for update), double to analyse a step.

/// A parameter with its part of the optimizer's state.
template <class T>
struct Parameter {
  T value;
  T first = 0;   // the momentum buffer, or Adam's mean gradient
  T second = 0;  // the mean squared gradient
};

/// What is the same for all parameters of a step.
template <class T>
struct StepConstants {
  T learning_rate, weight_decay, momentum;
  T shrinkage;             // by decoupled weight decay
  T bias_corrected_rate;   // lr / (1 − β₁ᵗ)
  T bias_correction_root;  // √(1 − β₂ᵗ)
  T epsilon;
};

struct Sgd {
  static constexpr OptimizerTraits k_traits{.default_learning_rate = 0.1};

  template <class T>
  static void move(const StepConstants<T>& c, Parameter<T>& p, T gradient) {
    p.value -= c.learning_rate * gradient;
  }
};

struct Momentum {
  static constexpr OptimizerTraits k_traits{
      .keeps_first_moment = true, .uses_momentum = true, .default_learning_rate = 0.01};

  template <class T>
  static void move(const StepConstants<T>& c, Parameter<T>& p, T gradient) {
    p.first = c.momentum * p.first + gradient;
    p.value -= c.learning_rate * p.first;
  }
};

struct Nesterov {
  static constexpr OptimizerTraits k_traits = Momentum::k_traits;

  template <class T>
  static void move(const StepConstants<T>& c, Parameter<T>& p, T gradient) {
    p.first = c.momentum * p.first + gradient;
    p.value -= c.learning_rate * (gradient + c.momentum * p.first);
  }
};

struct RmsProp {
  static constexpr OptimizerTraits k_traits{.keeps_second_moment = true, .default_learning_rate = 0.01};
  static constexpr double k_second_decay = 0.99;  // α; PyTorch's default

  template <class T>
  static void move(const StepConstants<T>& c, Parameter<T>& p, T gradient) {
    p.value -= c.learning_rate * gradient / (std::sqrt(p.second) + c.epsilon);
  }
};

struct Adam {
  static constexpr OptimizerTraits k_traits{
      .keeps_first_moment = true, .keeps_second_moment = true, .default_learning_rate = 0.001};
  static constexpr double k_first_decay = 0.9, k_second_decay = 0.999;  // β₁, β₂; PyTorch's defaults

  template <class T>
  static void move(const StepConstants<T>& c, Parameter<T>& p, T gradient) {
    p.first = T(k_first_decay) * p.first + T(1 - k_first_decay) * gradient;
    p.value -= c.bias_corrected_rate * p.first / (std::sqrt(p.second) / c.bias_correction_root + c.epsilon);
  }
};

struct AdamW : Adam {
  static constexpr OptimizerTraits k_traits{.keeps_first_moment = true,
                                            .keeps_second_moment = true,
                                            .decouples_decay = true,
                                            .default_learning_rate = 0.001,
                                            .default_weight_decay = 0.01};
};

/// visit(Rule()) with the update rule of this kind.
auto with_update_rule(OptimizerKind kind, auto&& visit) {
  switch (kind) {
    case OptimizerKind::sgd:
      break;
    case OptimizerKind::momentum:
      return visit(Momentum());
    case OptimizerKind::nesterov:
      return visit(Nesterov());
    case OptimizerKind::rmsprop:
      return visit(RmsProp());
    case OptimizerKind::adam:
      return visit(Adam());
    case OptimizerKind::adamw:
      return visit(AdamW());
  }
  return visit(Sgd());
}

/// Of step `step`, from 1.
template <class T>
StepConstants<T> step_constants(const OptimizerOptions& options, double learning_rate, std::int64_t step,
                                double epsilon = k_optimizer_epsilon) {
  StepConstants<T> c{.learning_rate = static_cast<T>(learning_rate),
                     .weight_decay = static_cast<T>(options.weight_decay),
                     .momentum = static_cast<T>(options.momentum),
                     .shrinkage = static_cast<T>(1 - learning_rate * options.weight_decay),
                     .epsilon = static_cast<T>(epsilon)};
  const OptimizerTraits traits = traits_of(options.kind);
  if (traits.keeps_first_moment && traits.keeps_second_moment) {
    c.bias_corrected_rate = static_cast<T>(learning_rate / (1 - integer_power(Adam::k_first_decay, step)));
    c.bias_correction_root = static_cast<T>(std::sqrt(1 - integer_power(Adam::k_second_decay, step)));
  }
  return c;
}

/// Decoupled weight decay, which precedes the step. Over all parameters it is a pass of its own, as in PyTorch, so that
/// it is rounded before the step is taken off.
template <class Rule, class T>
T shrunk(const StepConstants<T>& c, T value) {
  return Rule::k_traits.decouples_decay ? value * c.shrinkage : value;
}

/// The gradient with coupled weight decay.
template <class Rule, class T>
T decayed(const StepConstants<T>& c, T value, T gradient) {
  return Rule::k_traits.decouples_decay ? gradient : gradient + c.weight_decay * value;
}

template <class Rule, class T>
void update_second_moment(Parameter<T>& p, T gradient) {
  if constexpr (Rule::k_traits.keeps_second_moment)
    p.second = T(Rule::k_second_decay) * p.second + T(1 - Rule::k_second_decay) * gradient * gradient;
}

/// The step on one parameter, decoupled decay apart. gradient: of the loss.
template <class Rule, class T>
void take_step(const StepConstants<T>& c, Parameter<T>& p, T gradient) {
  gradient = decayed<Rule>(c, p.value, gradient);
  update_second_moment<Rule>(p, gradient);
  Rule::move(c, p, gradient);
}

}  // namespace reluscope
