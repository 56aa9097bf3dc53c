#pragma once

#include "train/training_observer.hpp"
#include "support/worker.hpp"

namespace reluscope {

/// A copy of a training as it was after an epoch.
struct EpochSnapshot {
  int epoch;
  Network<float> network;
  Optimizer optimizer;
};

/// Shows an observer the training after each epoch: at once, or beside the steps of the next epoch, on a snapshot. What
/// comes of it is the same. It keeps the last snapshot that was verified.
class EpochNotifier {
 public:
  /// worker: the thread to look on beside the steps; null: at once. It must outlive the watch.
  EpochNotifier(TrainingObserver& observer, const Network<float>& network, const Optimizer& optimizer, Worker* worker);

  ~EpochNotifier();
  EpochNotifier(const EpochNotifier&) = delete;
  EpochNotifier& operator=(const EpochNotifier&) = delete;

  /// Shows the training after an epoch, the one before having been answered. threads: that the observer may use.
  void show(int epoch, const Network<float>& network, const Optimizer& optimizer, unsigned threads);
  /// The observer's answer to the epoch shown last; waits for it. To be asked for once.
  ObserverDecision answer();
  /// Whether it is known already that the run is to stop.
  bool is_stopped() const { return !m_pending && m_signal >= ObserverDecision::stop_interrupted; }

  /// The training after the epoch shown last, unless that was verified.
  const EpochSnapshot& shown() const { return m_shown; }
  /// The training after the last epoch that the observer verified; before all, that of epoch 0.
  const EpochSnapshot& verified() const { return m_verified; }

 private:
  TrainingObserver& m_observer;
  EpochSnapshot m_shown, m_verified;
  ObserverDecision m_signal = ObserverDecision::proceed;  // the answer to what is shown, when it is not pending
  bool m_pending = false;
  Worker* m_worker;  // null: nothing is pending ever
};

}  // namespace reluscope
