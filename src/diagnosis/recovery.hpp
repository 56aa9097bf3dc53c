#pragma once

#include <cstdint>
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

/// Judges every hidden unit; the verdicts on units that are not dead mean nothing.
/// max_preactivation: per hidden layer and unit the greatest z over `inputs` (rows × inputs); a unit is dead where it
/// is not positive. coasting: where the optimizer takes parameters that get no gradient.
std::vector<std::vector<Recovery>> recoveries_of(const Network<float>& network, MatrixView<const float> inputs,
                                                 std::span<const std::vector<float>> max_preactivation,
                                                 const ZeroGradientDrift& coasting);

}  // namespace reluscope
