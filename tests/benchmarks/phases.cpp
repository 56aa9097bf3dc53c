// The phases of a run in this process, as reluscope takes them, timed from within. Prints JSON.
//
//   phases read  FILE [options of reluscope train]   the table alone
//   phases load  FILE [options]                      the dataset: read, split, encoded
//   phases train FILE [options]                      load, and a run with the looks that --track-every asks for
//   phases steps FILE [options]                      load, and the same epochs with nobody watching

#include <CLI/CLI.hpp>
#include <chrono>
#include <iostream>
#include <nlohmann/json.hpp>
#include <string>

#include "activity/activity_tracker.hpp"
#include "cli/make_network.hpp"
#include "cli/train_flags.hpp"
#include "cli/train_report.hpp"
#include "data/dataset.hpp"
#include "data/read_table.hpp"
#include "nn/matmul.hpp"
#include "nn/trainer.hpp"

namespace reluscope {
namespace {

double seconds_of(auto&& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

using Result = nlohmann::ordered_json;

Result read(const TrainOptions& options) {
  std::size_t rows = 0;
  const double seconds = seconds_of([&] { rows = read_table(options.data).cells.rows(); });
  return {{"rows", rows}, {"seconds", {{"read", seconds}}}};
}

/// The epochs as `Trainer::run` takes them, without observers: what a step costs by itself.
double run_steps(Trainer& trainer, int epochs) {
  double loss = 0;
  for (int epoch = 1; epoch <= epochs; ++epoch) {
    trainer.start_epoch(epoch);
    for (std::size_t step = 0; step < trainer.steps_per_epoch(); ++step) loss = trainer.take_step(step, nullptr);
  }
  return loss;
}

double run_tracked(Trainer& trainer, const TrainOptions& options, const Dataset& dataset) {
  ActivityTracker tracker(
      samples_of(dataset.training), samples_of(dataset.validation),
      {.every = options.track_every, .last_epoch = options.training.epochs, .threads = options.threads});
  trainer.run(tracker);
  return tracker.history().back().training.loss;
}

Result load_and(const std::string& phase, const TrainOptions& options) {
  Dataset dataset;
  Result seconds{{"load", seconds_of([&] { dataset = load_dataset(options.data); })}};
  Result result{{"rows", dataset.training.rows()}, {"inputs", dataset.encoding.input_count()}};
  if (phase != "load") {
    Network<float> network = make_network(options.network, dataset.encoding, options.training.seed);
    Trainer trainer(network, samples_of(dataset.training), options.training);
    double loss = 0;
    seconds["train"] = seconds_of([&] {
      loss = phase == "train" ? run_tracked(trainer, options, dataset) : run_steps(trainer, options.training.epochs);
    });
    const double steps = static_cast<double>(trainer.steps_per_epoch()) * options.training.epochs;
    result["loss"] = loss;
    result["microseconds_per_step"] = seconds["train"].get<double>() / steps * 1e6;
  }
  result["seconds"] = seconds;
  return result;
}

int run(int argc, char** argv) {
  pin_blas_to_one_thread();
  TrainOptions options;
  CLI::App app("the phases of a run, timed");
  app.require_subcommand(1);
  for (const char* phase : {"read", "load", "train", "steps"}) add_train_flags(*app.add_subcommand(phase), options);
  CLI11_PARSE(app, argc, argv);
  options.resolve();
  const std::string phase = app.get_subcommands().front()->get_name();
  std::cout << (phase == "read" ? read(options) : load_and(phase, options)) << '\n';
  return 0;
}

}  // namespace
}  // namespace reluscope

int main(int argc, char** argv) { return reluscope::run(argc, argv); }
