#pragma once

#include <optional>
#include <span>
#include <vector>

#include "linalg/matrix_view.hpp"
#include "model/network.hpp"
#include "stats/input_range.hpp"
#include "support/names.hpp"
#include "train/float_drift.hpp"

namespace reluscope {

/// What could bring a dead unit back, were training to go on.
enum class Recovery {
  none,       // nothing: it gets no gradient, the optimizer takes its weights nowhere, its inputs are fixed
  optimizer,  // momentum, Adam's moments or weight decay still move weights far enough, its own or those below it
  upstream,   // layers below it can still learn, so its inputs may change
  gradient,   // it is at z = 0 exactly, and ReLU'(0) is 1: it gets a gradient of its own
  recycling,  // --recycle gives it new weights, as it is dormant
};
template <>
inline constexpr auto k_words<Recovery> = std::to_array<Word<Recovery>>({{Recovery::none, "none"},
                                                                         {Recovery::optimizer, "optimizer"},
                                                                         {Recovery::upstream, "upstream"},
                                                                         {Recovery::gradient, "gradient"},
                                                                         {Recovery::recycling, "recycling"}});

/// What of the optimizer could bring a unit back.
enum class RecoveryReason {
  momentum,         // its momentum buffer still moves the unit's own parameters
  moments,          // Adam's mean gradient does
  decay,            // weight decay overshoots, or shrinks each parameter at a pace of its own
  decay_rounding,   // weight decay shrinks all alike, but rounding shrinks some floats and not others, and z is near 0
  decay_underflow,  // the same, until they are so small that floats run out
  layers_below,     // any of these in the layers below, so its inputs change
};
template <>
inline constexpr auto k_words<RecoveryReason> =
    std::to_array<Word<RecoveryReason>>({{RecoveryReason::momentum, "momentum"},
                                         {RecoveryReason::moments, "moments"},
                                         {RecoveryReason::decay, "decay"},
                                         {RecoveryReason::decay_rounding, "decay_rounding"},
                                         {RecoveryReason::decay_underflow, "decay_underflow"},
                                         {RecoveryReason::layers_below, "layers_below"}});

struct RecoveryVerdict {
  Recovery recovery = Recovery::none;
  std::optional<RecoveryReason> reason;  // of optimizer

  bool operator==(const RecoveryVerdict&) const = default;
};

/// What the recovery of dead units depends on beside the network. A unit is dead if its greatest z is not positive.
struct RecoveryFacts {
  const ZeroGradientDrift& drift;                  // where the optimizer takes parameters without gradient
  const Continuation& continuation;                // the optimizer itself, and for how many steps a verdict is to hold
  std::span<const std::vector<float>> greatest_z;  // per hidden layer and unit, over all rows
  std::span<const std::vector<float>> drifted_z;   // the same with `drifted_parameters`, if there are any
  const InputRange& inputs;                        // of all rows
};

/// The parameters at the end of a drift along a straight line; none if they do not move, or otherwise.
std::optional<AlignedVector<float>> drifted_parameters(const Network<float>& network, const ZeroGradientDrift& drift);

/// Of every hidden unit; of one that is not dead it means nothing. `none` and a unit's own drift along a straight line
/// are exact but for rounding, and with weight decay `none` holds with all rounding for the steps of the continuation;
/// elsewhere a bound decides, and a recovery that cannot be excluded is reported.
std::vector<std::vector<RecoveryVerdict>> recoveries_of(const Network<float>& network, const RecoveryFacts& facts);

}  // namespace reluscope
