#pragma once

#include "data/dataset.hpp"
#include "model/network.hpp"
#include "report/report.hpp"
#include "run/run_observer.hpp"
#include "run/run_spec.hpp"
#include "stats/activity_tracker.hpp"
#include "train/trainer.hpp"

namespace reluscope {

/// A training run that is over.
struct TrainingRun {
  const RunSpec& spec;
  const Dataset& dataset;
  const Network<float>& network;
  const ActivityTracker& tracker;
  const Optimizer& optimizer;
  std::size_t steps_per_epoch;
  const TrainingOutcome& outcome;
  const std::vector<DeathReport>& deaths;  // autopsies, if they were asked for
  ThreadPool& pool;
  RunObserver& observer;
};

/// The rows of a split, for the trainer and the tracker.
Samples samples_of(const Split& split);

/// How rows are fed: shift and scale of each input; one-hot inputs are not scaled. Without the method.
ScalingReport scaling_report(const Encoding& encoding, bool has_target);

/// What the report says of the network.
ModelReport model_report(const Network<float>& network);

/// What the report says of the data.
DataReport data_report(const DataOptions& options, const Dataset& dataset);

/// The report's config: the options of the run with nothing left to the dataset or to a model file.
NamedValues resolved_config(const RunSpec& spec, const Dataset& dataset, const Network<float>& network);

/// Diagnoses the run, applies its gates, and puts everything together but the config and the findings.
Report make_report(const TrainingRun& run);

/// Adds the findings, and what they are drawn from beside the units.
void add_findings(const TrainingRun& run, Report& report);

}  // namespace reluscope
