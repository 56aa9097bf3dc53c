// The phases of a run in this process, as reluscope takes them, timed from within. Prints JSON.
//
//   phases read  FILE [options of reluscope train]   the table alone
//   phases load  FILE [options]                      the dataset: read, split, encoded
//   phases train FILE [options]                      load, and a run with the looks that --track-every asks for
//   phases report FILE [options]                     the same, and the report: diagnosed, and written as JSON
//   phases steps FILE [options]                      load, and the same epochs with nobody watching

#include <chrono>
#include <exception>
#include <iostream>
#include <nlohmann/json.hpp>
#include <string>

#include "cli/command_line.hpp"
#include "data/dataset.hpp"
#include "data/read_table.hpp"
#include "linalg/vector_target.hpp"
#include "report/report_json.hpp"
#include "run/make_network.hpp"
#include "run/run_options.hpp"
#include "run/run_report.hpp"
#include "stats/activity_tracker.hpp"
#include "train/trainer.hpp"

namespace reluscope {
namespace {

double seconds_of(auto&& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

using Result = nlohmann::ordered_json;

/// The epochs as `Trainer::run` takes them, without observers: what a step costs by itself.
double run_steps(Trainer& trainer, int epochs) {
  double loss = 0;
  for (int epoch = 1; epoch <= epochs; ++epoch) {
    trainer.start_epoch(epoch);
    for (std::size_t step = 0; step < trainer.steps_per_epoch(); ++step) loss = trainer.take_step(step, nullptr);
  }
  return loss;
}

Result read(const RunSpec& spec, ThreadPool& pool) {
  std::size_t rows = 0;
  const double seconds = seconds_of([&] { rows = read_table(spec.data.table, pool).cells.rows(); });
  return {{"rows", rows}, {"seconds", {{"read", seconds}}}};
}

Result load_and(const std::string& phase, const RunSpec& spec, ThreadPool& pool) {
  Dataset dataset;
  Result seconds{
      {"load", seconds_of([&] { dataset = encode_dataset(read_table(spec.data.table, pool), spec.data.encoding); })}};
  Result result{{"rows", dataset.training.rows()}, {"inputs", dataset.encoding.input_count()}};
  Network<float> network = make_network(spec.model, dataset.encoding, spec.training.seed);
  Trainer trainer(network, samples_of(dataset.training), spec.training);
  if (phase == "steps") {
    seconds["train"] = seconds_of([&] { result["loss"] = run_steps(trainer, spec.training.epochs); });
  } else if (phase != "load") {
    ActivityTracker tracker(network, samples_of(dataset.training), samples_of(dataset.validation),
                            {.every = spec.track_every, .last_epoch = spec.training.epochs}, pool);
    TrainingOutcome outcome;
    seconds["train"] = seconds_of([&] { outcome = trainer.run(tracker, pool); });
    result["loss"] = tracker.history().back().training.loss;
    if (phase == "report") {
      seconds["report"] = seconds_of([&] {
        RunObserver observer;
        const std::vector<DeathReport> no_autopsies;
        const Report report = make_report({spec, dataset, network, tracker, trainer.optimizer(),
                                           trainer.steps_per_epoch(), outcome, no_autopsies, pool, observer});
        result["report_bytes"] = json_text(report).size();
      });
    }
  }
  if (seconds.contains("train")) {
    const double steps = static_cast<double>(trainer.steps_per_epoch()) * spec.training.epochs;
    result["microseconds_per_step"] = seconds["train"].get<double>() / steps * 1e6;
  }
  result["seconds"] = seconds;
  return result;
}

int run(int argc, char** argv) {
  use_vector_target_of_environment();
  RunDraft draft;
  unsigned threads = 1;
  OptionTable options = draft.options();
  add_threads_option(options, threads);
  Program program{
      .name = "phases", .summary = "The phases of a run, timed.", .examples = {}, .exit_codes = {}, .commands = {}};
  for (const std::string phase : {"read", "load", "train", "report", "steps"})
    program.commands.push_back({.name = phase,
                                .summary = "see the head of phases.cpp",
                                .examples = {},
                                .options = options,
                                .run = [&, phase](const OptionTable& given) {
                                  const RunSpec spec = draft.resolve(given);
                                  ThreadPool pool(threads);
                                  std::cout << (phase == "read" ? read(spec, pool) : load_and(phase, spec, pool))
                                            << '\n';
                                  return 0;
                                }});
  return run_command_line(program, argc, argv);
}

}  // namespace
}  // namespace reluscope

int main(int argc, char** argv) {
  try {
    return reluscope::run(argc, argv);
  } catch (const std::exception& error) {
    std::cerr << "error: " << error.what() << '\n';
    return 2;
  }
}
