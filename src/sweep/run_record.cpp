#include "sweep/run_record.hpp"

#include <limits>

namespace reluscope {

RunOutcome outcome_of(const RunRecord& record) {
  const PredictionMetrics& metrics = record.validation ? *record.validation : record.training;
  constexpr double k_none = std::numeric_limits<double>::quiet_NaN();
  return {.is_diverged = record.status == TrainingStatus::diverged,
          .dead_fraction = record.summary["dead_fraction"],
          .saturated_fraction = record.summary["saturated_fraction"],
          .dormant_fraction = record.summary["dormant_fraction"],
          .has_dead_layer = record.summary["network_dead"] != 0,
          .quality = metrics.accuracy ? *metrics.accuracy : metrics.r2.value_or(k_none),
          .first_death_epoch = record.first_death_epoch};
}

}  // namespace reluscope
