#include "run/train_run.hpp"

#include "diagnosis/autopsy/autopsy.hpp"
#include "run/epoch_reporter.hpp"
#include "run/make_network.hpp"
#include "run/run_command.hpp"
#include "run/run_report.hpp"
#include "run/training_memory.hpp"
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

RunResult run(const RunSpec& spec, const Dataset& dataset, RunObserver& observer, ThreadPool& pool,
              const std::stop_token& stop, bool in_brief) {
  const Samples samples = samples_of(dataset.training);
  check_training_memory(spec, starting_widths(spec.model, dataset.encoding));
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
  const TrainingRun ended{spec,    dataset, network, tracker, trainer.optimizer(), trainer.steps_per_epoch(),
                          outcome, deaths,  pool,    observer};
  Report report = make_report(ended);
  if (!in_brief) {
    report.config = resolved_config(spec, dataset, network);
    add_findings(ended, report);
    add_commands(spec, dataset, report.findings);
  }
  return {std::move(report), std::move(network), is_interrupted};
}

}  // namespace

RunResult train_run(const RunSpec& spec, const Dataset& dataset, RunObserver& observer, ThreadPool& pool,
                    const std::stop_token& stop) {
  return run(spec, dataset, observer, pool, stop, false);
}

RunResult train_run_in_brief(const RunSpec& spec, const Dataset& dataset, RunObserver& observer, ThreadPool& pool,
                             const std::stop_token& stop) {
  return run(spec, dataset, observer, pool, stop, true);
}

}  // namespace reluscope
