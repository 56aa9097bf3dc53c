#pragma once

#include <memory>
#include <vector>

#include "stats/activity_tracker.hpp"
#include "train/trainer.hpp"

namespace reluscope {

/// The part of a run between two looks at which units died, with all that is needed to run it again.
struct DeathInterval {
  int from_epoch = 0;  // the look before
  int to_epoch = 0;    // the look that found them dead
  std::shared_ptr<const TrainingState> start, end;
};

/// Keeps the state of the training at the looks around deaths. It observes after the tracker.
class DeathRecorder : public TrainingObserver {
 public:
  explicit DeathRecorder(const ActivityTracker& tracker) : m_tracker(tracker) {}

  ObserverDecision epoch_ended(const EpochEnd& end) override;
  void training_ended(const EpochEnd& end) override;

  const std::vector<DeathInterval>& intervals() const { return m_intervals; }

 private:
  const ActivityTracker& m_tracker;
  int m_last_epoch = 0;
  std::shared_ptr<const TrainingState> m_last;
  std::vector<DeathInterval> m_intervals;
};

}  // namespace reluscope
