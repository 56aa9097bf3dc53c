#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <stop_token>
#include <vector>

#include "data/dataset.hpp"
#include "diagnosis/autopsy/replay.hpp"
#include "diagnosis/autopsy/row_describer.hpp"
#include "stats/activity_tracker.hpp"
#include "stats/death_recorder.hpp"
#include "support/names.hpp"
#include "train/trainer.hpp"

namespace reluscope {

/// A row of the batch of a killing step.
struct AutopsyRow {
  RowDescription row;
  /// Its part in what the batch's gradient did to the unit's mean pre-activation: > 0 if it lowered it, and never 0.
  /// The absolute shares of all rows of the batch add up to 1.
  double share = 0;
};

/// The path by which the step that killed a unit lowered its mean pre-activation more, and by which rows are ranked.
enum class RankedBy { own, inputs };
template <>
inline constexpr auto k_words<RankedBy> = std::to_array<Word<RankedBy>>({{RankedBy::own, "own"},
                                                                         {RankedBy::inputs, "inputs"}});

/// How a unit died: the step before which it fired on some training row, and after which on none.
struct Autopsy {
  int epoch = 0;
  std::size_t step = 0;  // in the epoch, from 1
  double learning_rate = 0;
  double update_norm = 0;         // L2, of the step on the unit's weights and bias
  double median_update_norm = 0;  // of all steps of that epoch
  /// The one over the other; none if the median is 0, as when it died in the first half of its epoch.
  std::optional<double> update_ratio() const {
    return median_update_norm > 0 ? std::optional(update_norm / median_update_norm) : std::nullopt;
  }
  double before = 0, after = 0;  // its mean pre-activation over the training rows
  // What adds up to the difference: the step on the unit's own weights and bias, by this batch's gradient and by what
  // the optimizer's state (momentum, Adam's mean gradient, weight decay); and the change of the unit's inputs.
  double from_gradient = 0, from_state = 0, from_inputs = 0;
  /// own: exactly; inputs: to first order.
  RankedBy ranked_by = RankedBy::own;
  /// There the optimizer's state did more than this batch's gradient: then no row of it is to blame.
  bool state_leads = false;
  std::vector<AutopsyRow> rows;  // the first five by share; none if the batch had no part in it
};

/// Whose death it was, and the epoch that showed it.
struct DeathReport {
  int found_epoch = 0;
  UnitId id;
  Autopsy autopsy;
};

/// Runs the intervals again and examines every death in them. network: for the shapes; samples: the training rows of
/// the dataset; options: as they were trained; pool: for the evaluations of all rows. Once a stop is requested, no
/// further interval is begun, and the deaths in it have no report. Throws std::logic_error if a replay does not come
/// out at the same weights.
std::vector<DeathReport> autopsies_of(std::span<const DeathInterval> intervals, const ActivityTracker& tracker,
                                      const Network<float>& network, const Dataset& dataset, const Samples& samples,
                                      const TrainingOptions& options, ThreadPool& pool, const std::stop_token& stop);

}  // namespace reluscope
