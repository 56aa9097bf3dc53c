#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "stats/evaluator.hpp"
#include "stats/gradient_stats.hpp"
#include "stats/preactivation_change.hpp"
#include "train/training_observer.hpp"

namespace reluscope {

/// How good the outputs were on some rows, once.
struct EpochScore {
  double loss = 0;          // mean, as trained
  std::size_t correct = 0;  // rows, of classification
};

/// A unit that fires on some training row and did on none at the previous tracked epoch, or the reverse.
struct LivenessChange {
  std::size_t layer = 0;
  std::size_t unit = 0;
  PreactivationChange change;  // of its mean pre-activation since
};

/// What is kept of every tracked epoch.
struct EpochActivity {
  int epoch = 0;
  std::vector<std::vector<std::int64_t>> active_rows;  // per hidden layer and unit, of the training rows
  std::vector<std::vector<float>> max_preactivation;   // the same: the greatest z
  std::vector<std::vector<double>> absolute_sum;       // the same: Σ|f(z)|
  std::vector<std::vector<float>> max_derivative;      // the same: the greatest |f'|; empty if f does not saturate
  // Per hidden layer: those of its activation matrix, greatest first; empty if they were not asked for, or not finite.
  std::vector<std::vector<double>> singular_values;
  EpochScore training;
  std::optional<EpochScore> validation;
  std::vector<double> gradient_norm;     // per layer, the last included; see GradientStats::norms; empty at epoch 0
  std::vector<LivenessChange> switches;  // by layer and unit
};

struct TrackingOptions {
  int every = 1;              // epochs from one evaluation to the next
  int last_epoch = 20;        // is evaluated in any case
  std::size_t rank_rows = 0;  // of which, evenly spaced, an evaluation works out the singular values; 0: it does not
};

/// Evaluates the network at epoch 0, after every k-th epoch and at the end: all training rows, frozen weights. In
/// between it adds up the gradients of the training steps.
class ActivityTracker : public TrainingObserver {
 public:
  /// network: for the shape alone. validation: no rows if nothing is held out. The samples and the
  /// pool must outlive the tracker.
  ActivityTracker(const Network<float>& network, const Samples& training, const Samples& validation,
                  const TrackingOptions& options, ThreadPool& pool);

  void gradient_computed(const StepGradient& step) override { m_running.add(step); }
  void steps_taken(int epoch) override;
  ObserverDecision epoch_ended(const EpochEnd& end) override;
  void training_ended(const EpochEnd& end) override;

  const TrackingOptions& options() const { return m_options; }
  /// In time order; never empty after a training run. The last is the final network.
  const std::vector<EpochActivity>& history() const { return m_history; }
  /// All that was seen of the network that the last entry of `history` is about.
  const EvaluationResult& training() const { return m_training; }
  /// The same on the validation rows; rows = 0 if there are none.
  const EvaluationResult& validation() const { return m_validation; }
  /// Of the steps of that entry's epoch; rows = 0 at epoch 0.
  const GradientStats& gradients() const { return m_gradients; }

 private:
  /// False, with nothing kept, if the loss on the training rows is not finite and there is an earlier epoch to keep.
  bool evaluate(const EpochEnd& end);

  EvaluationResult evaluate_training(const Network<float>& network, EpochActivity& activity);

  /// Those between the last entry of the history and `now`.
  std::vector<LivenessChange> switches(const Network<float>& network, const EpochActivity& now) const;

  TrackingOptions m_options;
  ThreadPool& m_pool;
  std::size_t m_row_count;
  ActivityEvaluator m_training_rows;
  std::optional<ActivityEvaluator> m_validation_rows;
  std::vector<EpochActivity> m_history;
  EvaluationResult m_training;
  EvaluationResult m_validation;
  std::vector<double> m_input_means;  // of the training rows
  MeanSnapshot m_means;               // of the last evaluation
  MeanSnapshot m_means_before;        // of the one before
  GradientStats m_gradients;
  GradientStats m_running;  // of the steps since the last epoch ended; of the thread that takes them
  GradientStats m_ended;    // of the epoch that ended last; of the thread that evaluates it
};

}  // namespace reluscope
