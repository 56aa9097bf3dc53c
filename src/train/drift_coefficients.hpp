#pragma once

#include "train/update_rules.hpp"

namespace reluscope {

/// Steps of an optimizer without gradients, in exact arithmetic but for the rounding of doubles: where a parameter of
/// value w is after them is kept() · w + moved() · direction (see ZeroGradientDrift).
class DriftCoefficients {
 public:
  /// constants: of the step; its ε counts as 0, as that of Adam is in the direction.
  void step(OptimizerKind kind, StepConstants<double> constants) {
    constants.epsilon = 0;
    with_update_rule(kind, [&]<class Rule>(Rule) {
      for (Parameter<double>* p : {&m_kept, &m_moved}) {
        p->value = shrunk<Rule>(constants, p->value);
        take_step<Rule>(constants, *p, 0.0);
      }
    });
  }

  double kept() const { return m_kept.value; }
  double moved() const { return m_moved.value; }

 private:
  Parameter<double> m_kept{.value = 1, .first = 0, .second = 1};
  Parameter<double> m_moved{.value = 0, .first = 1, .second = 1};
};

}  // namespace reluscope
