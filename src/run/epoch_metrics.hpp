#pragma once

#include "data/dataset.hpp"
#include "report/report.hpp"
#include "stats/activity_tracker.hpp"
#include "train/trainer.hpp"

namespace reluscope {

/// How good the outputs are after an epoch, in the terms of the report.
class EpochMetrics {
 public:
  /// Both must outlive this.
  EpochMetrics(const Dataset& dataset, const TrainingOptions& training);

  EpochReport operator()(const EpochActivity& activity) const;

 private:
  const Dataset& m_dataset;
  const TrainingOptions& m_training;
  double m_total, m_validation_total;  // Σ(y − ȳ)² of the training and of the validation rows
};

}  // namespace reluscope
