#include "diagnosis/recovery_odds.hpp"

#include <cmath>

namespace reluscope {
namespace {

/// Dead units of the study, and those of them that came back.
struct Counts {
  int units = 0, revived = 0;

  double share() const { return std::floor(100.0 * revived / units + 0.5) / 100; }
};

struct MeasuredReason {
  RecoveryReason reason;
  OptimizerKind optimizer;
  Counts counts;
};

// From tests/studies/recovery_study.json.
constexpr Counts k_upstream{6876, 1240};
constexpr MeasuredReason k_measured[] = {
    {RecoveryReason::decay, OptimizerKind::adam, {1571, 1050}},
    {RecoveryReason::decay, OptimizerKind::momentum, {99, 99}},
    {RecoveryReason::decay, OptimizerKind::nesterov, {77, 76}},
    {RecoveryReason::decay, OptimizerKind::rmsprop, {1519, 894}},
    {RecoveryReason::decay_rounding, OptimizerKind::adamw, {108, 8}},
    {RecoveryReason::decay_rounding, OptimizerKind::sgd, {143, 12}},
    {RecoveryReason::decay_underflow, OptimizerKind::adamw, {83, 31}},
    {RecoveryReason::decay_underflow, OptimizerKind::momentum, {4, 4}},
    {RecoveryReason::decay_underflow, OptimizerKind::nesterov, {8, 8}},
    {RecoveryReason::decay_underflow, OptimizerKind::sgd, {56, 4}},
    {RecoveryReason::layers_below, OptimizerKind::adam, {305, 1}},
    {RecoveryReason::layers_below, OptimizerKind::adamw, {798, 8}},
    {RecoveryReason::layers_below, OptimizerKind::momentum, {426, 6}},
    {RecoveryReason::layers_below, OptimizerKind::nesterov, {515, 3}},
    {RecoveryReason::layers_below, OptimizerKind::sgd, {151, 0}},
    {RecoveryReason::moments, OptimizerKind::adam, {30, 29}},
    {RecoveryReason::moments, OptimizerKind::adamw, {46, 41}},
    {RecoveryReason::momentum, OptimizerKind::momentum, {151, 15}},
    {RecoveryReason::momentum, OptimizerKind::nesterov, {93, 14}},
};
constexpr int k_enough_units = 30;

}  // namespace

std::optional<double> recovery_share(const RecoveryVerdict& verdict, OptimizerKind optimizer) {
  if (verdict.recovery == Recovery::upstream) return k_upstream.share();
  if (verdict.recovery != Recovery::optimizer || !verdict.reason) return std::nullopt;
  Counts own, of_all;
  for (const MeasuredReason& measured : k_measured) {
    if (measured.reason != *verdict.reason) continue;
    of_all.units += measured.counts.units;
    of_all.revived += measured.counts.revived;
    if (measured.optimizer == optimizer) own = measured.counts;
  }
  if (own.units >= k_enough_units) return own.share();
  return of_all.units > 0 ? std::optional(of_all.share()) : std::nullopt;
}

}  // namespace reluscope
