#pragma once

#include <optional>
#include <span>
#include <vector>

#include "linalg/matrix_view.hpp"
#include "model/network.hpp"
#include "support/names.hpp"
#include "train/zero_gradient_drift.hpp"

namespace reluscope {

/// What could bring a dead unit back, were training to go on.
enum class Recovery {
  none,       // nothing: it gets no gradient, the optimizer takes its weights nowhere, its inputs are fixed
  optimizer,  // momentum, Adam's moments or weight decay still move weights far enough, its own or those below it
  upstream,   // layers below it can still learn, so its inputs may change
  gradient,   // it is at z = 0 exactly, and ReLU'(0) is 1: it gets a gradient of its own
};
template <>
inline constexpr auto k_words<Recovery> = std::to_array<Word<Recovery>>({{Recovery::none, "none"},
                                                                         {Recovery::optimizer, "optimizer"},
                                                                         {Recovery::upstream, "upstream"},
                                                                         {Recovery::gradient, "gradient"}});

/// What the recovery of dead units depends on beside the network. A unit is dead if its greatest z is not positive.
struct RecoveryFacts {
  const ZeroGradientDrift& drift;                  // where the optimizer takes parameters without gradient
  std::span<const std::vector<float>> greatest_z;  // per hidden layer and unit, over all rows
  std::span<const std::vector<float>> drifted_z;   // the same with `drifted_parameters`, if there are any
  double greatest_input_norm = 0;                  // L2, of a row
};

/// The parameters at the end of a drift along a straight line; none if they do not move, or otherwise.
std::optional<AlignedVector<float>> drifted_parameters(const Network<float>& network, const ZeroGradientDrift& drift);

/// Of every hidden unit; of one that is not dead it means nothing. `none` and a unit's own drift along a straight line
/// are exact but for rounding; elsewhere a bound decides, and a recovery that cannot be excluded is reported.
std::vector<std::vector<Recovery>> recoveries_of(const Network<float>& network, const RecoveryFacts& facts);

}  // namespace reluscope
