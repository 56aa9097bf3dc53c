#include <algorithm>
#include <iostream>
#include <memory>
#include <optional>

#include "cli/commands.hpp"
#include "cli/config/config.hpp"
#include "cli/file_check.hpp"
#include "cli/interrupts.hpp"
#include "cli/progress.hpp"
#include "cli/report_output.hpp"
#include "cli/run_context.hpp"
#include "cli/thread_count.hpp"
#include "model_file/mlp_file.hpp"
#include "report/format.hpp"
#include "report/report_json.hpp"
#include "run/load_dataset.hpp"
#include "run/make_network.hpp"
#include "run/run_gates.hpp"
#include "run/run_options.hpp"
#include "run/train_run.hpp"
#include "support/error.hpp"
#include "support/line_file.hpp"
#include "support/output_batch.hpp"
#include "support/output_file.hpp"
#include "support/terminal.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

struct TrainOptions {
  RunDraft run;
  unsigned threads = 0;  // 0: as many as there are cores
  ReportOutput report;
  std::string save_model;
  std::string split_out;
  std::string events;
  std::string config;
  bool print_config = false;
};

/// The options that do not change the result, beside those of the run.
void add_program_options(OptionTable& table, TrainOptions& options) {
  add_threads_option(table, options.threads);
  add_report_file(table, options.report);
  table
      .add_output("--save-model", "FILE", "the trained network, as safetensors for PyTorch", options.save_model,
                  FileRole::side_output)
      .may_replace = "init-from";
  table.add_output("--split-out", "FILE", "which rows were trained on and held out: a CSV of line and part",
                   options.split_out, FileRole::side_output);
  table.add_output("--events", "FILE", "a line of JSON for every tracked epoch, as soon as it is over", options.events,
                   FileRole::side_output);
  add_report_flags(table, options.report);
  table.add_file("--config", "FILE", "take options from this TOML file, or from a report; flags win", options.config)
      .key.clear();
  table.add_flag("--print-config", "print all of this as TOML for --config, and do nothing else", options.print_config)
      .key.clear();
}

/// The outputs of a run, probed before it so that one that cannot be written fails at once.
struct Outputs {
  explicit Outputs(const TrainOptions& options) : report(options.report.path) {
    if (!options.report.html.empty()) page.emplace(options.report.html);
    if (!options.save_model.empty()) model.emplace(options.save_model);
    if (!options.split_out.empty()) split.emplace(options.split_out);
    if (!options.events.empty()) events.emplace(options.events);
  }

  OutputFile report;
  std::optional<OutputFile> page;
  std::optional<OutputFile> model;
  std::optional<OutputFile> split;
  std::optional<LineFile> events;
};

/// Passes on what happens in a run: to the events, to people, and to the signals.
class TrainObserver : public RunObserver {
 public:
  TrainObserver(LineFile* events, Progress* progress, StopOnSignal& signals, RunClock& clock)
      : m_events(events), m_progress(progress), m_signals(signals), m_clock(clock) {}

  void epoch_evaluated(const EpochRecord& epoch) override {
    if (m_events != nullptr) m_events->write(json_line(epoch));
    if (m_progress != nullptr) m_progress->epoch_evaluated(epoch);
  }
  void epoch_ended(int epoch) override {
    if (m_progress != nullptr) m_progress->epoch_ended(epoch);
  }
  void training_ended() override {
    m_clock.training_ended();
    if (m_progress != nullptr) m_progress->clear();
  }
  void autopsies_started(std::int64_t epochs) override {
    if (m_progress != nullptr) m_progress->autopsies_started(epochs);
  }
  void diagnosis_started() override { m_signals.end(); }
  void diagnosis_stage(std::string_view stage) override {
    if (m_progress != nullptr) m_progress->diagnosis_stage(stage);
  }

 private:
  LineFile* m_events;
  Progress* m_progress;
  StopOnSignal& m_signals;
  RunClock& m_clock;
};

/// "line,part", a row of the data file each, in its order.
std::string split_csv(const Dataset& dataset) {
  std::vector<std::pair<std::uint32_t, const char*>> rows;
  for (const std::uint32_t line : dataset.training.lines) rows.emplace_back(line, "training");
  for (const std::uint32_t line : dataset.validation.lines) rows.emplace_back(line, "validation");
  std::ranges::sort(rows);
  std::string csv = "line,part\n";
  for (const auto& [line, part] : rows) csv += std::to_string(line) + "," + part + "\n";
  return csv;
}

/// Of the other files, what the summary ends with.
std::vector<std::string> written_files(const TrainOptions& options) {
  std::vector<std::string> lines;
  if (!options.save_model.empty()) lines.push_back("model: " + options.save_model);
  return lines;
}

int run(const TrainOptions& options, const RunSpec& spec, bool is_held_back) {
  const bool quiet = options.report.quiet;
  const Terminal terminal = options.report.terminal();
  RunClock clock;
  Outputs outputs(options);
  ThreadPool pool(thread_count(options.threads));
  std::optional<ReadingNotice> reading;
  if (!quiet) reading.emplace(input_name(spec.data.table.path), terminal);
  const Dataset dataset = load_dataset(spec, pool);
  reading.reset();
  check_gates(spec, dataset);
  clock.dataset_read();
  if (!quiet)
    for (const std::string& note : dataset.notes)
      std::cerr << wrapped("note: " + one_line(note), terminal.is_terminal ? terminal.width : std::string::npos / 2, 6);
  Progress progress(spec.training.epochs, terminal);
  StopOnSignal signals;
  TrainObserver observer(outputs.events ? &*outputs.events : nullptr, quiet ? nullptr : &progress, signals, clock);
  RunResult result = train_run(spec, dataset, observer, pool, signals.token());
  if (!quiet) progress.clear();
  if (options.report.context) result.report.context = run_context(clock);
  OutputBatch files;
  if (outputs.split) files.add(*outputs.split, split_csv(dataset));
  if (outputs.model) files.add(*outputs.model, to_mlp_file(result.network, dataset.encoding));
  const bool fails = !result.report.reasons().empty();
  const ReportSummary summary(result.report, options.report);
  result.report.trim_history(spec.history);
  if (outputs.page) files.add(*outputs.page, html(result.report, Terminal{}));
  if (!is_held_back) files.add(outputs.report, json_text(result.report));  // last: where it is new, all else is
  files.commit();
  summary.print(options.report, is_held_back, written_files(options));
  if (result.is_interrupted) return exit_code_of_signal();
  return fails ? 1 : 0;
}

int run_train(TrainOptions& options, const OptionTable& table) {
  RunSpec spec = options.run.resolve(table);
  if (options.print_config) {
    read_starting_model(spec);  // what applies depends on it
    check_against_model(spec, table);
    OptionTable resolved = run_options(spec);
    add_program_options(resolved, options);
    OutputFile("-").write(config_text("train", resolved));
    return 0;
  }
  if (spec.data.table.path.empty())
    throw UserError("train: no dataset; give DATA.csv, as in reluscope train data.csv; see reluscope train --help");
  read_starting_model(spec);
  if (spec.model.start) check_other_inputs(table, spec.model.start->file.other_files);
  check_against_model(spec, table);
  return run(options, spec, options.report.is_held_back(table));
}

}  // namespace

Command train_command() {
  const auto options = std::make_shared<TrainOptions>();
  OptionTable table = options->run.options();
  add_program_options(table, *options);
  return {.name = "train",
          .summary = "train an MLP on a CSV and report on every unit",
          .examples = {{"reluscope train data.csv -o report.json", "the last column is the target"},
                       {"reluscope train data.csv --target species --missing drop | jq .summary", "the report goes on"},
                       {"reluscope train data.csv --fail-on \"dead_fraction > 0.05\"", "exit with 1 if units die"},
                       {"reluscope train data.csv --html report.html", "a page to look at"},
                       {"reluscope train data.csv --lr 1 --autopsy", "which rows killed which unit"},
                       {"reluscope train --config report.json --epochs 50", "the run of a report, but longer"}},
          .options = std::move(table),
          .run = [options](const OptionTable& given) { return run_train(*options, given); }};
}

}  // namespace reluscope
