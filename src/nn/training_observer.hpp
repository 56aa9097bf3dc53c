#pragma once

#include <cstddef>
#include <span>

#include "nn/network.hpp"

namespace reluscope {

/// What an observer wants after an epoch. The strongest of several observers' answers counts.
enum class Signal {
  go_on,
  verified,  // go on; all rows were looked at, and the run may come back to this epoch if it diverges
  stop_interrupted,
  stop_diverged,
};

/// What backpropagation gave in one step, of the mean loss of the batch, before clipping and before the update.
struct StepGradient {
  std::size_t rows;                   // of the batch
  const Network<float>& network;      // as it was for this step
  const Workspace<float>& workspace;  // its first `rows` rows: the activations, and ∂L/∂z of the hidden layers
  std::span<const float> parameters;  // ∂L/∂w, a value for each of the network's parameters
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
  /// Within every step. It runs some 100,000 times a second, so it should be short and allocate nothing.
  virtual void gradient_computed(const StepGradient& /*step*/) {}
  /// Once, at the end: `epoch` is the last one that was completed, whose network this is.
  virtual void training_ended(int epoch, const Network<float>& network) = 0;
};

}  // namespace reluscope
