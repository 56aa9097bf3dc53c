#pragma once

#include <optional>

#include "diagnosis/recovery.hpp"
#include "train/optimizer.hpp"

namespace reluscope {

/// Of a recovery that may come, how often it does: the share of dead units with such a verdict that fired again while
/// training went on for k_recovery_epochs, to two decimals, measured over the random runs of
/// tests/studies/recovery_study.py. It depends on the optimizer where the study saw 30 units under it. None for `none`
/// and `gradient`, and for an optimizer without a reason, as older reports have it.
std::optional<double> recovery_share(const RecoveryVerdict& verdict, OptimizerKind optimizer);

/// So long a verdict on a dead unit is about, and so long were the runs of the study.
inline constexpr int k_recovery_epochs = 300;

/// From here on "train longer" is advice: about one such unit in four comes back.
inline constexpr double k_worth_waiting = 0.25;

}  // namespace reluscope
