#pragma once

#include <optional>
#include <vector>

#include "data/dataset.hpp"
#include "diagnosis/diagnosis.hpp"
#include "diagnosis/evidence/baseline.hpp"
#include "diagnosis/evidence/class_quality.hpp"
#include "diagnosis/evidence/start_evidence.hpp"
#include "diagnosis/evidence/weight_change.hpp"
#include "diagnosis/findings/unit_facts.hpp"
#include "diagnosis/prediction_metrics.hpp"
#include "diagnosis/summary.hpp"
#include "diagnosis/unit_event.hpp"
#include "model/initialization.hpp"
#include "model/network.hpp"
#include "train/trainer.hpp"

namespace reluscope {

/// All that the findings of a training run are drawn from.
struct RunFacts {
  const Dataset& dataset;
  const TableOptions& table;
  Scaling scale;
  const Initialization& initialization;
  bool weights_from_file;  // and not from `initialization`
  const TrainingOptions& training;
  int track_every;
  const TrainingOutcome& outcome;
  const Network<float>& network;  // the final one
  const std::vector<LayerDiagnosis>& layers;
  const std::vector<UnitEvent>& events;
  const Summary& summary;
  double sparse_below;
  double saturated_below;
  PredictionMetrics training_metrics;                 // of the last evaluation
  std::optional<PredictionMetrics> held_out_metrics;  // the same
  Baseline baseline;
  double baseline_loss = 0;           // see baseline_loss_of
  std::vector<ClassQuality> classes;  // of classification
  StartEvidence start;
  WeightChange weights;

  UnitFacts units() const;
  std::int64_t count(std::string_view metric) const { return static_cast<std::int64_t>(summary[metric]); }
  bool is_diverged() const { return outcome.status == TrainingStatus::diverged; }
  bool is_classification() const { return dataset.encoding.task == Task::classification; }
  /// Better than the baseline on the rows that it was trained on. Without an epoch there was nothing to learn.
  bool has_learned() const { return outcome.epochs_completed == 0 || is_better(training_metrics, baseline.training); }
  /// And by a good part of what there is to learn: half of the loss that is left to one that knows nothing of the
  /// inputs.
  bool has_learned_much() const {
    return outcome.epochs_completed == 0 || (has_learned() && training_metrics.loss < 0.5 * baseline_loss);
  }
  /// Dead units that were not alive at any tracked epoch.
  std::int64_t never_alive() const;
  /// Something about the run is to be explained: it diverged or learned nothing, or units are dead or saturated.
  bool is_ill() const { return is_diverged() || !has_learned() || count("dead") > 0 || count("saturated") > 0; }
  bool has_many_dead() const { return summary["dead_fraction"] >= 0.05; }
  /// And it is grave: half of a layer, or all that was to be learned.
  bool is_gravely_ill() const;
};

}  // namespace reluscope
