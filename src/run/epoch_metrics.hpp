#pragma once

#include "data/dataset.hpp"
#include "report/report.hpp"
#include "stats/activity_tracker.hpp"

namespace reluscope {

/// How good the outputs are after an epoch, in the terms of the report.
class EpochMetrics {
 public:
  /// The dataset must outlive this.
  explicit EpochMetrics(const Dataset& dataset);

  EpochReport operator()(const EpochActivity& activity) const;

 private:
  const Dataset& m_dataset;
  double m_total, m_validation_total;  // Σ(y − ȳ)² of the training and of the validation rows
};

}  // namespace reluscope
