#pragma once

#include "stats/activity_tracker.hpp"
#include "data/dataset.hpp"
#include "report/report.hpp"

namespace reluscope {

/// Puts what the tracker saw of an epoch's outputs in the terms of the report.
class EpochMetrics {
 public:
  /// The dataset must outlive the gauge.
  explicit EpochMetrics(const Dataset& dataset);

  EpochQuality operator()(const EpochActivity& look) const;

 private:
  const Dataset& m_dataset;
  double m_total, m_validation_total;  // Σ(y − ȳ)² of the training and of the validation rows
};

}  // namespace reluscope
