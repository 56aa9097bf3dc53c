#include "run/train_run.hpp"

#include "diagnosis/autopsy/autopsy.hpp"
#include "run/epoch_reporter.hpp"
#include "run/make_network.hpp"
#include "run/run_report.hpp"
#include "stats/activity_tracker.hpp"
#include "stats/death_recorder.hpp"
#include "train/observers.hpp"

namespace reluscope {
namespace {

std::int64_t epochs_in(std::span<const DeathInterval> intervals) {
  std::int64_t epochs = 0;
  for (const DeathInterval& interval : intervals) epochs += interval.to_epoch - interval.from_epoch;
  return epochs;
}

}  // namespace

RunResult train_run(const RunSpec& spec, const Dataset& dataset, RunObserver& observer, ThreadPool& pool,
                    const std::stop_token& stop) {
  RunResult result = train_run_without_config(spec, dataset, observer, pool, stop);
  result.report.config = resolved_config(spec, dataset, result.network);
  return result;
}

RunResult train_run_without_config(const RunSpec& spec, const Dataset& dataset, RunObserver& observer, ThreadPool& pool,
                                   const std::stop_token& stop) {
  const Samples samples = samples_of(dataset.training);
  Network<float> network = make_network(spec.model, dataset.encoding, spec.training.seed);
  const std::size_t rank_rows =
      spec.diagnosis.rank == RankMode::every ? rank_sample_size(network, samples.rows(), k_epoch_rank_budget) : 0;
  ActivityTracker tracker(network, samples, samples_of(dataset.validation),
                          {.every = spec.track_every, .last_epoch = spec.training.epochs, .rank_rows = rank_rows},
                          pool);
  DeathRecorder recorder(tracker);
  EpochReporter reporter(observer, tracker, dataset, spec.training,
                         spec.diagnosis.status_rule(network.activation().kind));
  Observers observers;
  observers.add(tracker);
  if (spec.autopsy) observers.add(recorder);
  observers.add(reporter);
  Trainer trainer(network, samples, spec.training);
  TrainingOutcome outcome = trainer.run(observers, pool, stop);

  const std::vector<DeathInterval> intervals = recorder.intervals();
  if (!intervals.empty() && !stop.stop_requested()) observer.autopsies_started(epochs_in(intervals));
  const std::vector<DeathReport> deaths =
      autopsies_of(intervals, tracker, network, dataset, samples, spec.training, pool, stop);

  observer.diagnosis_started();
  const bool is_interrupted = stop.stop_requested();
  if (is_interrupted && outcome.status == TrainingStatus::completed) outcome.status = TrainingStatus::interrupted;
  Report report = make_report({spec, dataset, network, tracker, trainer.optimizer(), trainer.steps_per_epoch(), outcome,
                               deaths, pool, observer});
  return {std::move(report), std::move(network), is_interrupted};
}

}  // namespace reluscope
