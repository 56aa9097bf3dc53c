#pragma once

#include "nn/network.hpp"

namespace reluscope {

/// What an observer wants after an epoch. The strongest of several observers' answers counts.
enum class Signal {
  go_on,
  verified,  // go on; all rows were looked at, and the run may come back to this epoch if it diverges
  stop_interrupted,
  stop_diverged,
};

/// Watches a training run. It sees the network with its weights frozen and may read it until it returns.
class TrainingObserver {
 public:
  TrainingObserver() = default;
  TrainingObserver(const TrainingObserver&) = delete;
  TrainingObserver& operator=(const TrainingObserver&) = delete;
  virtual ~TrainingObserver() = default;

  /// After epoch `epoch`; epoch 0 is the network as initialised.
  virtual Signal epoch_ended(int epoch, const Network<float>& network) = 0;
  /// Once, at the end: `epoch` is the last one that was completed, whose network this is.
  virtual void training_ended(int epoch, const Network<float>& network) = 0;
};

}  // namespace reluscope
