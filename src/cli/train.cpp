#include "cli/train.hpp"

#include <iostream>
#include <optional>
#include <span>

#include "cli/config/config_text.hpp"
#include "cli/epoch_events.hpp"
#include "cli/interrupts.hpp"
#include "cli/make_network.hpp"
#include "cli/progress.hpp"
#include "cli/train_option_table.hpp"
#include "cli/train_report.hpp"
#include "data/dataset.hpp"
#include "data/read_table.hpp"
#include "diagnosis/autopsy/autopsy.hpp"
#include "model_file/mlp_file.hpp"
#include "report/painting.hpp"
#include "report/report_json.hpp"
#include "report/summary_text.hpp"
#include "stats/activity_tracker.hpp"
#include "stats/death_recorder.hpp"
#include "support/output_file.hpp"
#include "support/terminal.hpp"
#include "support/text.hpp"
#include "support/thread_pool.hpp"
#include "train/observers.hpp"

namespace reluscope {
namespace {

/// What a run writes, made before it so that what cannot be written fails at once.
struct Outputs {
  explicit Outputs(const OutputOptions& options) : report(options.report) {
    if (!options.save_model.empty()) model.emplace(options.save_model);
    if (!options.events.empty()) events.emplace(options.events);
  }

  OutputFile report;
  std::optional<OutputFile> model;
  std::optional<LineFile> events;
};

/// events: null without --events.
TrainingOutcome train(Trainer& trainer, const TrainOptions& options, ActivityTracker& tracker, DeathRecorder& recorder,
                      EpochEvents* events, const Terminal& terminal, ThreadPool& pool, const std::atomic<bool>& stop) {
  Progress progress(tracker, options.training.epochs, terminal);
  Observers observers;
  observers.add(tracker);
  if (options.autopsy) observers.add(recorder);
  if (events != nullptr) observers.add(*events);
  if (!options.output.quiet) observers.add(progress);
  return trainer.run(observers, pool, &stop);
}

/// It may take longer than the training did.
void announce_autopsies(std::span<const DeathInterval> intervals, const Terminal& terminal) {
  if (intervals.empty()) return;
  std::int64_t epochs = 0;
  for (const DeathInterval& interval : intervals) epochs += interval.to_epoch - interval.from_epoch;
  std::cerr << wrapped("autopsy: looking into " + pluralized(epochs, "epoch") + " with deaths", terminal.width, 2)
            << std::flush;
}

void print_summary(const Report& report, const OutputOptions& options, const Terminal& terminal) {
  std::cerr << '\n' << summary_text(report, terminal);
  if (options.report != "-") std::cerr << "report: " << options.report << '\n';
  if (!options.save_model.empty()) std::cerr << "model: " << options.save_model << '\n';
}

int run(const TrainOptions& options) {
  const bool quiet = options.output.quiet;
  const Terminal terminal = standard_error(options.output.no_colour);
  const Outputs outputs(options.output);
  if (!quiet) std::cerr << "reading " << one_line(input_name(options.data.table.path)) << std::endl;

  ThreadPool pool(options.threads);
  const Dataset dataset =
      encode_dataset(read_table(options.data.table, pool), options.data.encoding, options.training.seed);
  const Samples samples = samples_of(dataset.training);
  Network<float> network = make_network(options.network, dataset.encoding, options.training.seed);
  ActivityTracker tracker(network, samples, samples_of(dataset.validation),
                          {.every = options.track_every, .last_epoch = options.training.epochs}, pool);
  Trainer trainer(network, samples, options.training);
  DeathRecorder recorder(tracker);
  std::optional<EpochEvents> events;
  if (outputs.events) events.emplace(*outputs.events, tracker, dataset, options.diagnosis.sparse_below);

  const std::atomic<bool>& stop = request_stop_on_signal();
  TrainingOutcome outcome =
      train(trainer, options, tracker, recorder, events ? &*events : nullptr, terminal, pool, stop);
  if (!quiet && !stop) announce_autopsies(recorder.intervals(), terminal);
  const std::vector<DeathReport> deaths =
      autopsies_of(recorder.intervals(), tracker, network, dataset, samples, options.training, pool, stop);
  restore_exit_on_signals();
  const bool is_interrupted = stop;
  if (is_interrupted && outcome.status == TrainingStatus::completed) outcome.status = TrainingStatus::interrupted;

  const Report report = make_report({options, dataset, network, tracker, trainer.optimizer(), outcome, deaths, pool});
  if (outputs.model) outputs.model->write(to_mlp_file(network, dataset.encoding));
  outputs.report.write(report_json(report));
  if (!quiet) print_summary(report, options.output, terminal);
  if (is_interrupted) return exit_code_of_signal();
  return report.reasons().empty() ? 0 : 1;
}

}  // namespace

int run_train(TrainOptions options) {
  exit_on_signals();
  options.resolve();
  if (!options.config.print) return run(options);
  OutputFile("-").write(config_text("train", option_table(options)));
  return 0;
}

}  // namespace reluscope
