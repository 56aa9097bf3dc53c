#pragma once

#include <cstddef>

#include "train/optimizer.hpp"

namespace reluscope {

/// What an optimizer's step on one parameter is made of: w ← w − (gain · gradient + carried).
struct StepTerms {
  double gain = 0;     // of the step's gradient
  double carried = 0;  // what comes from earlier steps (momentum, Adam's mean gradient) and from weight decay
};

/// Of the coming step on parameter k, of value `parameter` and with this gradient (after clipping). Derived from the
/// update rules in `optimizers.cpp`, in double; a second moment is that of the step, with the gradient in it.
StepTerms step_terms(const Optimizer& before, std::size_t k, double parameter, double gradient,
                          double learning_rate);

}  // namespace reluscope
