#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "diagnosis/prediction_metrics.hpp"
#include "diagnosis/summary.hpp"
#include "report/report.hpp"

namespace reluscope {

/// What a sweep keeps of a run: a line of its shard's file.
struct RunRecord {
  std::int64_t run = 0;  // its number in the plan, from 0
  std::int64_t cell = 0;
  std::uint64_t seed = 0;
  std::string id;
  TrainingStatus status = TrainingStatus::completed;
  int epochs_completed = 0;
  std::optional<int> first_death_epoch;
  PredictionMetrics training;  // of the last tracked epoch
  std::optional<PredictionMetrics> validation;
  Summary summary;
};

/// What the statistics of a sweep need of it.
struct RunOutcome {
  bool is_diverged = false;
  double dead_fraction = 0;
  double saturated_fraction = 0;
  double dormant_fraction = 0;
  bool has_dead_layer = false;
  double quality = 0;  // accuracy or R², held out if rows are; NaN if there is none
  std::optional<int> first_death_epoch;
};

RunOutcome outcome_of(const RunRecord& record);

}  // namespace reluscope
