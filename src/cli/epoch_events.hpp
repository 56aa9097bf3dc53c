#pragma once

#include <string>

#include "cli/quality_gauge.hpp"
#include "support/line_file.hpp"

namespace reluscope {

/// Writes a line of JSON for every tracked epoch as soon as it is over: the numbers of the report's history. It
/// observes after the tracker, whose findings it tells. What cannot be written ends the run with a UserError.
class EpochEvents : public TrainingObserver {
 public:
  /// All must outlive the observer. sparse_below: as in status_of.
  EpochEvents(const LineFile& file, const ActivityTracker& tracker, const Dataset& dataset, double sparse_below);

  ObserverDecision epoch_ended(const EpochEnd& end) override;
  void training_ended(const EpochEnd& end) override;

 private:
  /// What the tracker has seen since the last time.
  void flush_pending();
  std::string line_for(const EpochActivity& look) const;

  const LineFile& m_file;
  const ActivityTracker& m_tracker;
  const Dataset& m_dataset;
  EpochMetrics m_quality_at;
  double m_sparse_below;
  std::size_t m_written = 0;  // entries of the tracker's history
};

}  // namespace reluscope
