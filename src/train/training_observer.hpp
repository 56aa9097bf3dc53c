#pragma once

#include <cstddef>
#include <span>

#include "model/network.hpp"
#include "train/optimizer.hpp"

namespace reluscope {

/// What an observer wants after an epoch. The strongest of several observers' answers counts.
enum class ObserverDecision {
  proceed,
  checkpoint,  // go on; all rows were evaluated, and the run may be restored to this epoch if it diverges
  stop_interrupted,
  stop_diverged,
};

/// The gradient of one step, of the mean loss of the batch, before clipping and before the update.
struct StepGradient {
  std::size_t rows;                   // of the batch
  const Network<float>& network;      // as it was for this step
  const Workspace<float>& workspace;  // its first `rows` rows: the activations, and ∂L/∂z of the hidden layers
  std::span<const float> parameters;  // ∂L/∂w, a value for each of the network's parameters
};

/// The training as it was after an epoch; epoch 0 is the network as initialised.
struct EpochEnd {
  int epoch;
  const Network<float>& network;
  const Optimizer& optimizer;
};

/// Is notified of what happens in a training run.
class TrainingObserver {
 public:
  TrainingObserver() = default;
  TrainingObserver(const TrainingObserver&) = delete;
  TrainingObserver& operator=(const TrainingObserver&) = delete;
  virtual ~TrainingObserver() = default;

  /// Within every step. It runs some 100,000 times a second, so it should be short and allocate nothing.
  virtual void gradient_computed(const StepGradient& /*step*/) {}
  /// After the last step of an epoch, and before the first of the next.
  virtual void steps_taken(int /*epoch*/) {}
  /// After epoch 0 and each of the next, in their order; one is over before the next begins. It may run on another
  /// thread, concurrently with the steps of the next epoch: what it is given does not change meanwhile. If it decides
  /// to stop, the steps taken meanwhile do not count.
  virtual ObserverDecision epoch_ended(const EpochEnd& end) = 0;
  /// Once, at the end, after the last epoch that counts.
  virtual void training_ended(const EpochEnd& end) = 0;
};

}  // namespace reluscope
