#pragma once

#include <cstddef>
#include <cstdint>
#include <stop_token>
#include <vector>

#include "data/samples.hpp"
#include "model/network.hpp"
#include "support/names.hpp"
#include "support/share.hpp"
#include "support/thread_pool.hpp"
#include "train/optimizer.hpp"
#include "train/recycle.hpp"
#include "train/schedule.hpp"
#include "train/training_observer.hpp"

namespace reluscope {

struct TrainingOptions {
  int epochs = 20;
  std::size_t batch_size = 32;  // 0: all rows in one batch
  OptimizerOptions optimizer;
  double clip_norm = 0;  // 0: no clipping
  Schedule schedule;
  RecycleOptions recycle;
  std::uint64_t seed = 0;  // of the shuffles, and of what is recycled
};

enum class TrainingStatus { completed, diverged, interrupted };
template <>
inline constexpr auto k_words<TrainingStatus> =
    std::to_array<Word<TrainingStatus>>({{TrainingStatus::completed, "completed"},
                                         {TrainingStatus::diverged, "diverged"},
                                         {TrainingStatus::interrupted, "interrupted"}});

struct TrainingOutcome {
  TrainingStatus status = TrainingStatus::completed;
  int epochs_completed = 0;
  int diverged_epoch = 0;         // 0: before the first step
  std::size_t diverged_step = 0;  // from 1, in that epoch; 0: found after its last
};

/// All that the next steps of a run depend on.
struct TrainingState {
  AlignedVector<float> parameters;
  Optimizer optimizer;
};

struct EpochSnapshot;

/// Trains by mini-batches, shuffled in each epoch. It knows nothing of dead units: observers are notified.
class Trainer {
 public:
  /// The network and the samples must outlive the trainer; the network's parameters are what it changes.
  Trainer(Network<float>& network, Samples samples, const TrainingOptions& options);

  /// Runs all epochs. If the pool has several threads, they share large steps; if steps are small, the observer
  /// evaluates an epoch concurrently with the steps of the next. If the loss stops being finite, network and optimizer
  /// are restored to the last checkpoint (or to the start) and the outcome says diverged. The same happens if a stop is
  /// requested, which ends the run before its next step, interrupted; after the last step it changes nothing.
  TrainingOutcome run(TrainingObserver& observer, ThreadPool& pool, const std::stop_token& stop = {});

  /// One forward pass, backward pass and update on the given rows (at most batch_size); returns their mean loss, before
  /// the update. If that is not finite, nothing is updated. observer: is notified of the gradient; null: none.
  double step(const Samples& batch, double learning_rate, TrainingObserver* observer = nullptr);

  const Optimizer& optimizer() const { return m_optimizer; }
  TrainingState state() const;
  /// Sets network and optimizer.
  void restore(const TrainingState& state);

  // A single epoch, step by step: the same steps as in `run`, whatever came before.
  std::size_t steps_per_epoch() const;
  /// Recycles units if that is due, and shuffles the rows for epoch `epoch`, from 1.
  void start_epoch(int epoch);
  /// A step (from 0) of the epoch that was started last; returns the loss as above.
  double take_step(std::size_t step_index, TrainingObserver* observer);
  /// The rows of that step's batch.
  std::span<const std::uint32_t> rows_of_step(std::size_t step) const;
  double learning_rate(int epoch) const;

 private:
  struct EpochSteps {
    std::size_t diverged = 0;  // the first step (from 1) whose loss was not finite; 0: none
    bool stopped = false;      // before the last was taken
  };
  EpochSteps run_epoch(int epoch, TrainingObserver& observer, const std::stop_token& stop);
  void restore(const EpochSnapshot& snapshot);
  void restore(std::span<const float> parameters, const Optimizer& optimizer);
  /// The batch of a step, once its rows have been gathered.
  Samples batch_of(std::size_t step) const;
  void gather(std::size_t step, Share share);
  /// Of the weights and biases of the units of the share, which has computed their gradients and has them in its cache.
  void update_units(std::size_t layer, Share share, const StepConstants<float>& constants);
  /// A step that begins with prepare(share) for the rows of each share.
  double step_after(auto prepare, const Samples& batch, double learning_rate, TrainingObserver* observer);
  /// Calls work(share) for shares that make up the whole, on all threads if this run's steps are shared.
  void share(auto&& work);

  Network<float>& m_network;
  Samples m_samples;
  TrainingOptions m_options;
  std::size_t m_batch_size;
  std::size_t m_rows_ahead;
  Optimizer m_optimizer;
  ThreadPool* m_pool = nullptr;  // in a run whose steps are large enough to be shared by its threads
  Workspace<float> m_workspace;
  AlignedVector<float> m_gradient;
  std::vector<std::uint32_t> m_order;        // the rows; shuffled unless they are one batch
  Matrix<float> m_batch_inputs;              // batch_size × inputs
  std::vector<std::int32_t> m_epoch_labels;  // in the order of the epoch
  std::vector<float> m_epoch_values;
  double m_learning_rate = 0;  // of the epoch that was started last
};

}  // namespace reluscope
