#include "cli/train.hpp"

#include <iostream>
#include <optional>
#include <span>

#include "activity/activity_tracker.hpp"
#include "activity/death_recorder.hpp"
#include "cli/config/config_text.hpp"
#include "cli/epoch_events.hpp"
#include "cli/interrupts.hpp"
#include "cli/make_network.hpp"
#include "cli/progress.hpp"
#include "cli/train_option_table.hpp"
#include "cli/train_report.hpp"
#include "data/dataset.hpp"
#include "diagnosis/autopsy/autopsy.hpp"
#include "model_file/mlp_file.hpp"
#include "nn/observers.hpp"
#include "report/painting.hpp"
#include "report/report_json.hpp"
#include "report/summary_text.hpp"
#include "support/output_file.hpp"
#include "support/terminal.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

/// events: null without --events.
TrainingOutcome train(Trainer& trainer, const TrainOptions& options, ActivityTracker& tracker, DeathRecorder& recorder,
                      EpochEvents* events, const Terminal& terminal, const std::atomic<bool>& stop) {
  Progress progress(tracker, options.training.epochs, terminal);
  Observers observers;
  observers.add(tracker);
  if (options.autopsy) observers.add(recorder);
  if (events != nullptr) observers.add(*events);
  if (!options.output.quiet) observers.add(progress);
  return trainer.run(observers, &stop);
}

}  // namespace

int run_train(TrainOptions options) {
  end_at_signals();
  options.resolve();
  if (options.config.print) {
    OutputFile("-").write(config_text("train", option_table(options)));
    return 0;
  }
  const Terminal terminal = standard_error(options.output.no_colour);
  const OutputFile report_file(options.output.report);
  std::optional<OutputFile> model_file;
  if (!options.output.save_model.empty()) model_file.emplace(options.output.save_model);
  std::optional<LineFile> events_file;
  if (!options.output.events.empty()) events_file.emplace(options.output.events);
  if (!options.output.quiet) std::cerr << "reading " << one_line(input_name(options.data.path)) << std::endl;

  const Dataset dataset = load_dataset(options.data);
  const Samples samples = samples_of(dataset.training);
  Network<float> network = make_network(options.network, dataset.encoding, options.training.seed);
  ActivityTracker tracker(network, samples, samples_of(dataset.validation),
                          {.every = options.track_every, .last_epoch = options.training.epochs});
  Trainer trainer(network, samples, options.training);
  DeathRecorder recorder(tracker);
  std::optional<EpochEvents> events;
  if (events_file) events.emplace(*events_file, tracker, dataset, options.diagnosis.sparse_below);
  const std::atomic<bool>& stop = note_first_signal();
  TrainingOutcome outcome = train(trainer, options, tracker, recorder, events ? &*events : nullptr, terminal, stop);
  const std::span<const DeathInterval> intervals = recorder.intervals();
  if (!options.output.quiet && !stop && !intervals.empty()) {
    std::int64_t epochs = 0;
    for (const DeathInterval& interval : intervals) epochs += interval.to_epoch - interval.from_epoch;
    std::cerr << wrapped("autopsy: looking into " + counted(epochs, "epoch") + " with deaths", terminal.width, 2)
              << std::flush;
  }
  const std::vector<DeathReport> deaths =
      autopsies_of(intervals, tracker, network, dataset, samples, options.training, options.training.threads, stop);
  note_no_more_signals();
  const bool is_interrupted = stop;
  if (is_interrupted && outcome.status == TrainingStatus::completed) outcome.status = TrainingStatus::interrupted;

  const Report report = make_report({options, dataset, network, tracker, trainer.optimizer(), outcome, deaths});
  if (model_file) model_file->write(to_mlp_file(network, dataset.encoding));
  report_file.write(report_json(report));
  if (!options.output.quiet) {
    std::cerr << '\n' << summary_text(report, terminal);
    if (options.output.report != "-") std::cerr << "report: " << options.output.report << '\n';
    if (model_file) std::cerr << "model: " << options.output.save_model << '\n';
  }
  if (is_interrupted) return exit_code_of_signal();
  return report.reasons().empty() ? 0 : 1;
}

}  // namespace reluscope
