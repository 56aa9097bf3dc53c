#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "diagnosis/autopsy/replay.hpp"
#include "stats/preactivation_change.hpp"
#include "train/optimizer.hpp"
#include "train/step_terms.hpp"
#include "train/trainer.hpp"
#include "train/training_observer.hpp"

namespace reluscope {

/// Where a unit's weights and bias lie among all parameters.
struct OwnParameters {
  OwnParameters(const Network<float>& network, UnitId id);

  /// L2.
  double distance(std::span<const float> from, std::span<const float> to) const;

  std::size_t inputs;
  std::size_t weights;  // the first of them
  std::size_t bias;
};

/// What a step does to the mean pre-activation of a unit over all training rows.
struct StepContributions {
  /// Through the unit's own weights and bias, its inputs kept at their means: by each row of the batch, exactly.
  std::vector<double> of_rows;
  /// The same by the optimizer's state and weight decay.
  double of_state = 0;
  /// Through the layers below, by each row of the batch: to first order, the gradient of the mean pre-activation times
  /// the step. Empty in the first layer.
  std::vector<double> of_rows_below;
  double of_state_below = 0;  // the same by the optimizer's state there
};

/// Works out the contributions to some units while a step is taken. Row j of a batch of B contributes
/// −(gain/B)·∂L_j/∂z_j·(h_j·h̄ + 1), h_j the unit's inputs on that row and h̄ their means over all rows; under plain SGD
/// the gain is the learning rate, in general every parameter has its own.
class ContributionProbe : public TrainingObserver {
 public:
  /// All as it is before the step; rows: of its batch, among the samples. What is given must outlive the probe.
  ContributionProbe(std::span<const UnitId> units, const MeanSnapshot& view, const Optimizer& optimizer,
                    const Samples& samples, std::span<const std::uint32_t> rows, double clip_norm,
                    double learning_rate);

  ObserverDecision epoch_ended(const EpochEnd& /*end*/) override { return ObserverDecision::proceed; }
  void training_ended(const EpochEnd& /*end*/) override {}
  void gradient_computed(const StepGradient& step) override;

  /// For each unit, once the step has been taken.
  const std::vector<StepContributions>& contributions() const { return m_contributions; }

 private:
  StepTerms parts(const StepGradient& step, double scale, std::size_t k) const;
  StepContributions contributions_to(UnitId id, const StepGradient& step, double scale) const;
  void add_contributions_below(UnitId id, const StepGradient& step, double scale, StepContributions& result) const;

  std::span<const UnitId> m_units;
  const MeanSnapshot& m_view;
  const Optimizer& m_optimizer;
  Samples m_samples;
  Matrix<float> m_batch_inputs;  // of the network
  double m_clip_norm;
  double m_learning_rate;
  std::vector<StepContributions> m_contributions;
};

}  // namespace reluscope
