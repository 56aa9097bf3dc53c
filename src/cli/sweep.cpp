#include "sweep/sweep.hpp"

#include <iostream>
#include <memory>
#include <optional>

#include "cli/commands.hpp"
#include "cli/file_check.hpp"
#include "cli/interrupts.hpp"
#include "cli/result_output.hpp"
#include "cli/runs_progress.hpp"
#include "cli/thread_count.hpp"
#include "run/run_options.hpp"
#include "support/error.hpp"
#include "support/terminal.hpp"
#include "sweep/run_log.hpp"
#include "sweep/sweep_folder.hpp"
#include "sweep/sweep_format.hpp"
#include "sweep/sweep_json.hpp"

namespace reluscope {
namespace {

struct SweepOptions {
  SweepDraft sweep;
  unsigned threads = 0;  // 0: as many as there are cores
  std::optional<SweepFolder> folder;
  bool resume = false;
  std::optional<Shard> shard;
  bool plan = false;
  ResultOutput output;
  std::string config;
};

void check_beside(const std::string& output, const SweepFolder& folder) {
  if (folder.holds(output)) throw UserError("--output: " + output + " is a file of the sweep itself; name another");
}

void check_inputs(const OptionTable& given, const SweepFolder& folder) {
  for (const Option& option : given.options()) {
    if (option.role != FileRole::input) continue;
    for (const std::string& path : option.texts)
      if (path != "-" && folder.holds(path))
        throw UserError(option.name() + ": " + path + " is a file of the sweep itself; name another folder with --dir");
  }
}

OptionTable option_table(SweepOptions& options) {
  OptionTable table = options.sweep.options();
  table.begin_group("sweep");
  Option& folder = table.add_single("--dir", "DIR", "keep the plan and every run there, so that nothing is lost",
                                    [&options](const std::string& path) { options.folder.emplace(path); });
  folder.key.clear();
  folder.takes_file = true;
  table.add_flag("--resume", "do the runs that --dir does not have yet", options.resume).key.clear();
  table
      .add_single("--shard", "I/N", "do every N-th run alone, from the I-th on; auto: as Slurm or GitLab say",
                  [&options](const std::string& text) { options.shard = read_shard(text); })
      .key.clear();
  table.add_flag("--plan", "print every run with its number, its seed and its hash, and do none", options.plan)
      .key.clear();
  add_threads_option(table, options.threads);
  add_output(table, options.output);
  table.add_file("--config", "FILE", "take options from this TOML file, from [sweep]; flags win", options.config)
      .key.clear();
  return table;
}

void check(const SweepOptions& options, const OptionTable& table) {
  if (!table.is_given("data"))
    throw UserError("sweep: no dataset; give DATA.csv, as in reluscope sweep data.csv --lr 1e-3..1:log:9");
  if (options.resume && !options.folder)
    throw UserError("--resume needs --dir DIR, the folder of the runs; give it, or leave this out");
  if (!options.shard || options.plan) return;
  if (!options.folder)
    throw UserError("--shard needs --dir DIR, the folder that all shards share; give it, or leave this out");
  if (table.is_given("output"))
    throw UserError("--output does not go with --shard, which has no result of its own: reluscope sweep merge " +
                    options.folder->path() + " -o FILE makes it of all shards");
}

/// Does what is missing of the shard. Returns false if a signal stopped it.
bool run_missing(Sweep& sweep, const SweepOptions& options, const Shard& shard, ThreadPool& pool,
                 SweepOutcomes& outcomes) {
  const std::vector<std::size_t> missing = outcomes.missing(shard);
  std::optional<RunLog> log;
  if (options.folder) log.emplace(options.folder->file_of(shard));
  RunsProgress progress(missing.size(), standard_error(options.output.no_colour));
  StopOnSignal signals;
  sweep.run(missing, pool, signals.token(), [&](const RunRecord& record) {
    if (log) log->append(record);
    outcomes.add(record);
    if (!options.output.quiet) progress.run_ended(record.summary["dead"] > 0);
  });
  if (log) log->close();
  signals.end();
  if (!options.output.quiet) progress.clear();
  return outcomes.missing(shard).empty();
}

int answer(const SweepResult& result, const OutputFile& file, const ResultOutput& output) {
  file.write(json_text(result));
  if (!output.quiet) {
    std::cerr << '\n' << sweep_text(result, standard_error(output.no_colour));
    if (output.path != "-") std::cerr << "result: " << output.path << '\n';
  }
  return result.reasons.empty() ? 0 : 1;
}

int run_sweep(const SweepOptions& options, const OptionTable& table) {
  check(options, table);
  const SweepSpec spec = options.sweep.resolve(table);
  if (options.folder) {
    check_inputs(table, *options.folder);
    options.folder->make_for(options.output.path);
  }
  const OutputFile file(options.output.path);
  if (options.folder) check_beside(options.output.path, *options.folder);
  ThreadPool pool(thread_count(options.threads));
  Sweep sweep(spec, pool);
  check_other_inputs(table, sweep.other_inputs());
  const SweepPlan& plan = sweep.plan();
  check_rules(plan.setup);
  if (options.plan) {
    file.write(json_text(plan));
    return 0;
  }
  const Shard shard = options.shard.value_or(Shard());
  SweepOutcomes outcomes(plan);
  if (options.folder) {
    options.folder->start(plan, shard, options.resume);
    options.folder->read(outcomes);
  }
  if (!run_missing(sweep, options, shard, pool, outcomes)) {
    std::cerr << "stopped; "
              << (options.folder ? options.folder->path() + " has the runs so far: --resume goes on"
                                 : "nothing is kept: use --dir DIR, and --resume goes on")
              << '\n';
    return exit_code_of_signal();
  }
  if (options.shard) {
    if (!options.output.quiet)
      std::cerr << options.folder->file_of(shard) << " is complete; when all shards are: reluscope sweep merge "
                << options.folder->path() << " -o FILE\n";
    return 0;
  }
  return answer(sweep_result(plan.setup, outcomes.all()), file, options.output);
}

struct MergeOptions {
  std::optional<SweepFolder> folder;
  ResultOutput output;
};

int run_merge(const MergeOptions& options) {
  const SweepFolder& folder = *options.folder;
  const OutputFile file(options.output.path);
  check_beside(options.output.path, folder);
  const SweepPlan plan = folder.plan();
  SweepOutcomes outcomes(plan);
  folder.read(outcomes);
  folder.check_complete(outcomes);
  return answer(sweep_result(plan.setup, outcomes.all()), file, options.output);
}

}  // namespace

Command sweep_command() {
  const auto options = std::make_shared<SweepOptions>();
  return {
      .name = "sweep",
      .summary = "train with many seeds and settings: from where on units die, and which setting avoids it",
      .examples = {{"reluscope sweep data.csv --lr 1e-3..1:log:9 --seeds 20", "from which learning rate on"},
                   {"reluscope sweep data.csv --lr 0.1,0.3,1 --init he_normal,rai -o sweep.json", "a map"},
                   {"reluscope sweep data.csv --hidden \"64,32;128\" --dir runs --resume", "go on where it stopped"},
                   {"reluscope sweep data.csv --lr 1e-3..1:log:9 --dir runs --shard auto", "in a Slurm array"}},
      .options = option_table(*options),
      .run = [options](const OptionTable& given) { return run_sweep(*options, given); }};
}

Command sweep_merge_command() {
  const auto options = std::make_shared<MergeOptions>();
  OptionTable table;
  Option& folder =
      table.add(Option::Kind::positional, "DIR", "", "the folder that sweep --dir has written",
                [options](const std::vector<std::string>& paths) { options->folder.emplace(paths.front()); });
  folder.takes_file = true;
  folder.required = true;
  add_output(table, options->output);
  return {.name = "sweep merge",
          .summary = "the result of a sweep whose shards are done: the same bytes as in one piece",
          .examples = {{"reluscope sweep merge runs -o sweep.json", ""}},
          .options = std::move(table),
          .run = [options](const OptionTable&) { return run_merge(*options); }};
}

}  // namespace reluscope
