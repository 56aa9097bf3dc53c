#pragma once

#include <future>

#include "support/thread_pool.hpp"
#include "train/training_observer.hpp"

namespace reluscope {

/// A copy of a training as it was after an epoch.
struct EpochSnapshot {
  int epoch;
  Network<float> network;
  Optimizer optimizer;
};

/// Notifies an observer of each epoch, if the pool has another thread concurrently with the steps of the next epoch, on
/// a snapshot; the results are the same. Keeps the last snapshot that became a checkpoint.
class EpochNotifier {
 public:
  /// observer, pool: must outlive the notifier. is_concurrent: whether steps leave a thread of the pool to the
  /// observer.
  EpochNotifier(TrainingObserver& observer, const Network<float>& network, const Optimizer& optimizer, ThreadPool& pool,
                bool is_concurrent);
  /// Waits for the observer.
  ~EpochNotifier();
  EpochNotifier(const EpochNotifier&) = delete;
  EpochNotifier& operator=(const EpochNotifier&) = delete;

  /// Takes a snapshot and passes it to the observer; the epoch before must have been awaited. has_steps_after: whether
  /// there is anything to be concurrent with.
  void publish(int epoch, const Network<float>& network, const Optimizer& optimizer, bool has_steps_after);
  /// The observer's decision on the epoch published last, once for each; waits for it and rethrows what the observer
  /// has thrown.
  ObserverDecision await();
  /// Whether it is known already that the run is to stop.
  bool is_stopped() const { return !m_pending.valid() && m_decision >= ObserverDecision::stop_interrupted; }

  /// The epoch published last, unless it is the checkpoint.
  const EpochSnapshot& latest() const { return m_latest; }
  /// The last epoch that the observer made a checkpoint; until then the state at construction.
  const EpochSnapshot& checkpoint() const { return m_checkpoint; }

 private:
  TrainingObserver& m_observer;
  EpochSnapshot m_latest, m_checkpoint;
  ObserverDecision m_decision = ObserverDecision::proceed;  // on m_latest; not to be read while it is pending
  std::future<void> m_pending;
  ThreadPool& m_pool;
  bool m_is_concurrent;
};

}  // namespace reluscope
