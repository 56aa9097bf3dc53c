#pragma once

#include "run/epoch_metrics.hpp"
#include "run/run_observer.hpp"
#include "stats/activity_tracker.hpp"

namespace reluscope {

/// Tells a RunObserver of every epoch. It observes after the tracker, whose findings it passes on.
class EpochReporter : public TrainingObserver {
 public:
  /// All must outlive this. rule: of the status of units.
  EpochReporter(RunObserver& observer, const ActivityTracker& tracker, const Dataset& dataset,
                const TrainingOptions& training, StatusRule rule)
      : m_observer(observer), m_tracker(tracker), m_dataset(dataset), m_metrics(dataset, training), m_rule(rule) {}

  ObserverDecision epoch_ended(const EpochEnd& end) override;
  void training_ended(const EpochEnd& end) override;

 private:
  /// What the tracker has added to its history since the last time.
  void report_new();
  EpochRecord record_of(const EpochActivity& epoch) const;

  RunObserver& m_observer;
  const ActivityTracker& m_tracker;
  const Dataset& m_dataset;
  EpochMetrics m_metrics;
  StatusRule m_rule;
  std::size_t m_reported = 0;  // entries of the tracker's history
};

}  // namespace reluscope
