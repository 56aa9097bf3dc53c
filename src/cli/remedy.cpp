#include "remedy/remedy.hpp"

#include <iostream>
#include <memory>
#include <optional>

#include "cli/commands.hpp"
#include "cli/file_check.hpp"
#include "cli/interrupts.hpp"
#include "cli/result_output.hpp"
#include "cli/runs_progress.hpp"
#include "cli/thread_count.hpp"
#include "remedy/remedy_format.hpp"
#include "remedy/remedy_json.hpp"
#include "run/make_network.hpp"
#include "run/run_options.hpp"
#include "support/arguments.hpp"
#include "support/error.hpp"
#include "support/terminal.hpp"

namespace reluscope {
namespace {

struct RemedyOptions {
  RunDraft run;
  std::int64_t seeds = 5;
  unsigned threads = 0;  // 0: as many as there are cores
  ResultOutput output;
  std::string config;
};

OptionTable option_table(RemedyOptions& options) {
  OptionTable table = options.run.options();
  table.skip_in_reports("fail-on");
  table.begin_group("remedy");
  table
      .add_number("--seeds", "N", "try every change with so many seeds, from --seed on", options.seeds,
                  &read_whole_from<1>)
      .key.clear();
  add_threads_option(table, options.threads);
  add_output(table, options.output);
  table
      .add_file("--config", "FILE", "take the options of train from this TOML file, or from a report; flags win",
                options.config)
      .key.clear();
  return table;
}

/// Whether all seeds split the rows alike. A report always has a --split-seed, which is that of its --seed if it was
/// not given.
bool has_split_seed(const RunSpec& run, const OptionTable& table) {
  const bool is_given = table.is_given("split-seed") && !table.find("split-seed")->is_from_file;
  return is_given || run.data.encoding.split_seed != run.training.seed;
}

int run_remedy(const RemedyOptions& options, const OptionTable& table) {
  RemedySpec spec{.run = options.run.resolve(table), .seeds = options.seeds, .has_split_seed = false};
  spec.has_split_seed = has_split_seed(spec.run, table);
  const TableOptions& data = spec.run.data.table;
  if (data.path.empty())
    throw UserError("remedy: no dataset; give DATA.csv, as in reluscope remedy data.csv, or --config report.json");
  read_starting_model(spec.run);
  check_against_model(spec.run, table);
  if (spec.run.model.start) check_other_inputs(table, spec.run.model.start->file.other_files);
  const OutputFile file(options.output.path);
  ThreadPool pool(thread_count(options.threads));
  const Terminal terminal = standard_error(options.output.no_colour);
  std::optional<RunsProgress> progress;
  StopOnSignal signals;
  RemedyObserver observer;
  if (!options.output.quiet) {
    observer.planned = [&](std::size_t runs) { progress->plan(runs); };
    observer.run_ended = [&](const RemedyRun& run) { progress->run_ended(run.dead_fraction > 0); };
    progress.emplace(static_cast<std::size_t>(options.seeds), terminal);
  }
  const RemedyResult result = find_remedy(spec, pool, signals.token(), observer);
  signals.end();
  if (progress) progress->clear();
  file.write(json_text(result));
  if (!options.output.quiet) {
    std::cerr << '\n' << remedy_text(result, terminal);
    if (options.output.path != "-") std::cerr << "result: " << options.output.path << '\n';
  }
  return result.status == RemedyStatus::interrupted ? exit_code_of_signal() : 0;
}

}  // namespace

Command remedy_command() {
  const auto options = std::make_shared<RemedyOptions>();
  return {.name = "remedy",
          .summary = "try changes on the same seeds and splits: which one keeps units alive, ready to paste",
          .examples = {{"reluscope remedy data.csv --lr 1", "what helps a run of train with these options"},
                       {"reluscope remedy --config report.json -o remedy.json", "the same for the run of a report"}},
          .options = option_table(*options),
          .run = [options](const OptionTable& given) { return run_remedy(*options, given); }};
}

}  // namespace reluscope
