#include "diagnosis/findings/run_facts.hpp"

#include <algorithm>

#include "diagnosis/findings/wording.hpp"

namespace reluscope {

UnitFacts RunFacts::units() const {
  return {.layers = layers,
          .summary = summary,
          .activation = network.activation(),
          .sparse_below = sparse_below,
          .saturated_below = saturated_below,
          .has_scaled_inputs = scale != Scaling::none,
          .row = "training row",
          .advice = k_try_remedies};
}

std::int64_t RunFacts::never_alive() const {
  std::int64_t count = 0;
  for (const LayerDiagnosis& layer : layers)
    count += std::ranges::count_if(
        layer.units, [](const UnitDiagnosis& unit) { return unit.life.is_dead() && !unit.life.died_epoch(); });
  return count;
}

bool RunFacts::is_gravely_ill() const {
  constexpr double k_half = 0.5;
  return is_diverged() || !has_learned() || summary["max_layer_dead_fraction"] >= k_half ||
         summary["max_layer_saturated_fraction"] >= k_half;
}

}  // namespace reluscope
