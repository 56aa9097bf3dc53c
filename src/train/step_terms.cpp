#include "train/step_terms.hpp"

#include "train/update_rules.hpp"

namespace reluscope {

StepTerms step_terms(const Optimizer& before, std::size_t k, double parameter, double gradient, double learning_rate) {
  const auto constants = step_constants<double>(before.options(), learning_rate, before.steps() + 1);
  return with_update_rule(before.options().kind, [&]<class Rule>(Rule) -> StepTerms {
    constexpr OptimizerTraits k_traits = Rule::k_traits;
    Parameter<double> of_state{.value = 0};
    if constexpr (k_traits.keeps_first_moment) of_state.first = before.first_moment()[k];
    if constexpr (k_traits.keeps_second_moment) of_state.second = before.second_moment()[k];
    update_second_moment<Rule>(of_state, decayed<Rule>(constants, parameter, gradient));
    // with that the step is linear in the gradient and the first moment
    Parameter<double> of_gradient{.value = 0, .second = of_state.second};
    Rule::move(constants, of_gradient, 1.0);
    Rule::move(constants, of_state, decayed<Rule>(constants, parameter, 0.0));
    return {-of_gradient.value, parameter - shrunk<Rule>(constants, parameter) - of_state.value};
  });
}

}  // namespace reluscope
