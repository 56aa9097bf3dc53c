#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <vector>

#include "stats/activity_tracker.hpp"
#include "train/trainer.hpp"

namespace reluscope {

/// The part of a run between two evaluations in which units died, with all that is needed to run it again.
struct DeathInterval {
  int from_epoch = 0;   // of the evaluation before
  int to_epoch = 0;     // of the one that found them dead
  int start_epoch = 0;  // of a checkpoint, not after from_epoch
  std::shared_ptr<const TrainingState> start;
  std::uint64_t end_hash = 0;  // of the parameters after to_epoch
};

/// Of parameters, bit for bit.
std::uint64_t hash_of(std::span<const float> parameters);

/// Keeps a few evenly spaced checkpoints of the training, and notes in which epochs units died. It observes after the
/// tracker.
class DeathRecorder : public TrainingObserver {
 public:
  explicit DeathRecorder(const ActivityTracker& tracker) : m_tracker(tracker) {}

  ObserverDecision epoch_ended(const EpochEnd& end) override;
  void training_ended(const EpochEnd& end) override;

  /// In time order, each with the last checkpoint before it.
  std::vector<DeathInterval> intervals() const;

 private:
  const ActivityTracker& m_tracker;
  int m_last_epoch = 0;
  std::size_t m_evaluations = 0;
  std::size_t m_spacing = 1;                                          // of the checkpoints, in evaluations
  std::map<int, std::shared_ptr<const TrainingState>> m_checkpoints;  // by epoch
  std::vector<DeathInterval> m_intervals;
};

}  // namespace reluscope
