#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "stats/death_recorder.hpp"
#include "support/thread_pool.hpp"
#include "train/trainer.hpp"

namespace reluscope {

/// A hidden unit.
struct UnitId {
  std::size_t layer;
  std::size_t unit;
};

/// The steps of an interval, run again. Steps count from 0, over all its epochs.
class Replay {
 public:
  /// network: for the shapes. Goes from the checkpoint to the start of the interval. What is given must outlive the
  /// replay.
  Replay(const DeathInterval& interval, const Network<float>& network, const Samples& samples,
         const TrainingOptions& options);

  std::size_t steps() const;
  int epoch_of(std::size_t step) const;
  std::size_t step_in_epoch(std::size_t step) const { return step % m_trainer.steps_per_epoch(); }

  void restart();
  void run_to(std::size_t step);
  void take_one(TrainingObserver* observer);
  /// Throws std::logic_error if the end of the interval has not come out at the same weights, bit for bit.
  void check_end() const;

  const Network<float>& network() const { return m_network; }
  const Trainer& trainer() const { return m_trainer; }
  /// Of the next step's batch.
  std::span<const std::uint32_t> next_rows() const { return m_trainer.rows_of_step(step_in_epoch(m_taken)); }

 private:
  const DeathInterval& m_interval;
  Network<float> m_network;
  Trainer m_trainer;
  TrainingState m_start;
  std::size_t m_taken = 0;
};

/// For each unit, alive at the start of the interval and dead at its end, a step that killed it: it fires on some row
/// before the step and on none after. By bisection; those of all units go on together, and the steps to evaluate are
/// reached in one sweep through the interval.
std::vector<std::size_t> killing_steps(Replay& replay, std::span<const UnitId> units, const Samples& samples,
                                       ThreadPool& pool);

}  // namespace reluscope
