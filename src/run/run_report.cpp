#include "run/run_report.hpp"

#include <algorithm>

#include "diagnosis/findings/findings.hpp"
#include "diagnosis/recovery_odds.hpp"
#include "report/run_metrics.hpp"
#include "run/epoch_metrics.hpp"
#include "run/make_network.hpp"

namespace reluscope {
namespace {

std::int64_t whole(std::size_t number) { return static_cast<std::int64_t>(number); }

}  // namespace

ScalingReport scaling_report(const Encoding& encoding, bool has_target) {
  ScalingReport scaling;
  for (const FeatureEncoding& feature : encoding.features) {
    scaling.shift.insert(scaling.shift.end(), feature.input_count(), feature.shift);
    scaling.scale.insert(scaling.scale.end(), feature.input_count(), feature.scale);
  }
  if (has_target && encoding.task == Task::regression) {
    scaling.target_shift = encoding.target_shift;
    scaling.target_scale = encoding.target_scale;
  }
  return scaling;
}

DataReport data_report(const DataOptions& options, const Dataset& dataset) {
  ScalingReport scaling = scaling_report(dataset.encoding, true);
  if (dataset.has_scaling_of_model)
    scaling.model = dataset.encoding.model;
  else
    scaling.method = options.encoding.scale;
  return {.path = options.table.path,
          .sha256 = dataset.sha256,
          .rows = whole(dataset.rows_read),
          .rows_dropped = whole(dataset.rows_dropped),
          .train_rows = whole(dataset.training.rows()),
          .validation_rows = whole(dataset.validation.rows()),
          .validation_path = options.table.validation_path,
          .validation_sha256 = dataset.validation_sha256,
          .features = dataset.encoding.input_names(),
          .target = dataset.encoding.target,
          .task = dataset.encoding.task,
          .classes = dataset.encoding.classes,
          .class_counts = {dataset.class_counts.begin(), dataset.class_counts.end()},
          .columns = dataset.columns,
          .outliers = dataset.outliers,
          .notes = dataset.notes,
          .constant_features = dataset.constant_features,
          .scaling = std::move(scaling)};
}

ModelReport model_report(const Network<float>& network) {
  ModelReport model{.layers = {}, .parameters = whole(network.parameters().size())};
  for (std::size_t l = 0; l < network.layers().size(); ++l) {
    const bool hidden = l < network.hidden_layer_count();
    model.layers.push_back({.name = hidden ? "hidden_" + std::to_string(l) : "output",
                            .inputs = whole(network.layers()[l].inputs()),
                            .units = whole(network.layers()[l].units()),
                            .activation = hidden ? text_of(network.activation()) : "identity"});
  }
  return model;
}

namespace {

TrainingReport training_report(const TrainingRun& run) {
  const EpochMetrics metrics_of(run.dataset, run.spec.training);
  TrainingReport report{.status = run.outcome.status, .epochs_completed = run.outcome.epochs_completed, .history = {}};
  for (const EpochActivity& activity : run.tracker.history()) report.history.push_back(metrics_of(activity));
  return report;
}

/// Were training to go on as it ended, at the learning rate of its last epoch.
Continuation continuation_of(const TrainingRun& run) {
  const TrainingOptions& training = run.spec.training;
  const int epoch = std::max(1, run.outcome.epochs_completed), epochs = std::max(1, training.epochs);
  return {.optimizer = &run.optimizer,
          .learning_rate = training.schedule.rate(training.optimizer.learning_rate, epoch, epochs),
          .steps = k_recovery_epochs * whole(run.steps_per_epoch)};
}

}  // namespace

NamedValues resolved_config(const RunSpec& spec, const Dataset& dataset, const Network<float>& network) {
  RunSpec resolved = spec;
  resolved.data.table.target = dataset.encoding.target;
  resolved.data.table.task = dataset.encoding.task;
  resolved.data.table.delimiter = dataset.delimiter;
  resolved.model.hidden.clear();
  for (std::size_t l = 0; l < network.hidden_layer_count(); ++l)
    resolved.model.hidden.push_back(network.layers()[l].units());
  resolved.model.activation = network.activation();
  return resolved.config();
}

Samples samples_of(const Split& split) { return {split.inputs, split.labels, split.values}; }

namespace {

/// Were training to go on, every dead unit would get new weights, whatever else could move it: its score is 0.
void expect_recycling(std::vector<LayerDiagnosis>& layers) {
  for (LayerDiagnosis& layer : layers) {
    for (UnitDiagnosis& unit : layer.units) {
      if (!unit.recovery) continue;
      unit.recovery = Recovery::recycling;
      unit.recovery_reason.reset();
      unit.recovery_share.reset();
    }
  }
}

}  // namespace

Report make_report(const TrainingRun& run) {
  const RunSpec& spec = run.spec;
  Report report;
  report.data = data_report(spec.data, run.dataset);
  report.model = model_report(run.network);
  report.training = training_report(run);
  MemoryRows rows(run.dataset.training.inputs);
  const Continuation continuation = continuation_of(run);
  const ZeroGradientDrift drift =
      zero_gradient_drift(run.optimizer, run.network.parameters(), continuation.learning_rate);
  report.layers =
      diagnose({run.network, run.dataset.encoding, rows, run.tracker.training(), run.tracker.validation(),
                TrainingEvidence{run.tracker.history(), run.tracker.options().rank_rows, run.tracker.gradients(), drift,
                                 continuation}},
               spec.diagnosis, run.pool, [&run](std::string_view stage) { run.observer.diagnosis_stage(stage); });
  if (spec.training.recycle.every > 0) expect_recycling(report.layers);
  if (traits_of(run.network.activation().kind).can_die) report.events = unit_events(run.tracker.history(), run.deaths);
  report.summary = Summary(report.layers);
  report.gates = judge(spec.gates, gate_metrics(report));
  return report;
}

void add_findings(const TrainingRun& run, Report& report) {
  const RunSpec& spec = run.spec;
  TrainingReport& training = *report.training;
  const Network<float> start = make_network(spec.model, run.dataset.encoding, spec.training.seed);
  training.baseline = baseline_of(run.dataset);
  training.classes = class_qualities(run.network, run.dataset, run.pool);
  report.findings =
      findings_of({.dataset = run.dataset,
                   .table = spec.data.table,
                   .scale = run.dataset.has_scaling_of_model ? Scaling::standard : spec.data.encoding.scale,
                   .initialization = spec.model.initialization,
                   .weights_from_file = !spec.model.init_from.empty(),
                   .training = spec.training,
                   .track_every = spec.track_every,
                   .outcome = run.outcome,
                   .network = run.network,
                   .layers = report.layers,
                   .events = report.events,
                   .summary = report.summary,
                   .sparse_below = spec.diagnosis.sparse_below,
                   .saturated_below = spec.diagnosis.saturated_below,
                   .training_metrics = training.history.back().training,
                   .held_out_metrics = training.history.back().validation,
                   .baseline = *training.baseline,
                   .baseline_loss = baseline_loss_of(run.dataset),
                   .classes = training.classes,
                   .start = start_evidence(start, run.dataset.training.inputs),
                   .weights = weight_change(start, run.network)});
}

}  // namespace reluscope
