#pragma once

#include <cstddef>

#include "train/optimizer.hpp"

namespace reluscope {

/// What an optimizer's step on one parameter is made of: w ← w − (gradient_factor · gradient + state_term).
struct StepTerms {
  double gradient_factor = 0;
  double state_term = 0;  // from the optimizer's state (momentum, Adam's mean gradient) and from weight decay
};

/// Of the coming step on parameter k, which is `parameter` and has this gradient (after clipping), in double. A second
/// moment is that of the step, with the gradient in it.
StepTerms step_terms(const Optimizer& before, std::size_t k, double parameter, double gradient, double learning_rate);

}  // namespace reluscope
