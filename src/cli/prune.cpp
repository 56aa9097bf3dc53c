#include "prune/prune.hpp"

#include <iostream>
#include <memory>
#include <optional>

#include "cli/commands.hpp"
#include "cli/file_check.hpp"
#include "cli/report_output.hpp"
#include "cli/result_output.hpp"
#include "cli/status_line.hpp"
#include "cli/thread_count.hpp"
#include "prune/prune_json.hpp"
#include "prune/prune_text.hpp"
#include "run/run_options.hpp"
#include "support/output_batch.hpp"
#include "support/terminal.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

struct PruneOptions {
  PruneSpec spec;
  std::string output;  // the smaller model
  std::string report = "-";
  bool dry_run = false, json = false, quiet = false, no_colour = false;
  unsigned threads = 0;  // 0: as many as there are cores
};

OptionTable option_table(PruneOptions& options) {
  OptionTable table = prune_options(options.spec);
  table.begin_group("output");
  table.add_output("-o,--output", "FILE", "the smaller model, in the format of MODEL", options.output, FileRole::output)
      .unless([&options] { return options.dry_run && !options.output.empty() ? "is not written with --dry-run" : ""; });
  table.add_flag("--dry-run", "say what would be removed, and write no model", options.dry_run);
  table.add_output("--report", "FILE", "what was removed and why, as JSON", options.report, FileRole::output)
      .by_default("-, standard output");
  table.add_flag("--json", "write the result to standard output even if that is a terminal", options.json).key.clear();
  table.add_flag("-q,--quiet", "nothing on standard error", options.quiet);
  table.add_flag("--no-color", "no colours", options.no_colour);
  add_threads_option(table, options.threads, "output");
  return table;
}

void check_paths(const PruneOptions& options) {
  const PruneSpec& spec = options.spec;
  if (options.output.empty() && !options.dry_run)
    throw UserError("prune: no file for the smaller model; give -o FILE, or --dry-run to write none");
  if (spec.model == "-" && spec.table.path == "-")
    throw UserError("prune: the model and the rows cannot both come from standard input; name a file");
}

/// Options on rows that are not there.
void check_rows(const PruneSpec& spec, const OptionTable& given) {
  if (!spec.table.path.empty()) return;
  for (const Option& option : given.options())
    if (option.is_given && (option.group == "data" || option.key == "box-margin" || option.key == "on-data"))
      throw UserError(
          option.name() +
          ": no rows; give DATA.csv, as in reluscope prune model.safetensors data.csv -o smaller.safetensors");
}

int run_prune(const PruneOptions& options, const OptionTable& given) {
  check_paths(options);
  check_rows(options.spec, given);
  PruneSpec spec = options.spec;
  if (options.output != "-") spec.output = options.output;
  std::optional<OutputFile> output;
  if (!options.dry_run) output.emplace(options.output);
  const OutputFile report(options.report);
  ThreadPool pool(thread_count(options.threads));
  const Terminal terminal = standard_error(options.no_colour);
  StatusLine status;
  const bool has_status = terminal.is_terminal && !options.quiet;
  PrunedFile pruned = prune_model(spec, pool, [&](std::size_t rows) {
    if (has_status) status.draw(pluralized(static_cast<std::int64_t>(rows), "row"), terminal.width);
  });
  if (has_status) status.clear();
  check_other_inputs(given, pruned.other_inputs);
  if (output) pruned.result.output = options.output;
  const bool is_held_back = holds_back_json(options.json, given, "report");
  OutputBatch files;
  if (!is_held_back) files.add(report, json_text(pruned.result));
  if (output) files.add(*output, std::move(pruned.bytes));  // last: it is there only if all else is
  files.commit();
  if (!options.quiet) {
    std::cerr << prune_text(pruned.result, terminal);
    if (output && options.output != "-") std::cerr << "model: " << options.output << '\n';
    if (is_held_back) std::cerr << "the JSON result: --report FILE, or --json to see it here\n";
    if (options.report != "-") std::cerr << "result: " << options.report << '\n';
  }
  return 0;
}

}  // namespace

Command prune_command() {
  const auto options = std::make_shared<PruneOptions>();
  return {.name = "prune",
          .summary = "remove the units of a trained network that cannot change its outputs, and check that they do not",
          .examples = {{"reluscope prune model.safetensors data.csv -o smaller.safetensors",
                        "for every input within the ranges of the rows"},
                       {"reluscope prune model.onnx data.csv --on-data -o smaller.onnx", "dead on these rows suffices"},
                       {"reluscope prune model.safetensors data.csv --dry-run -q | jq '.layers[].removed'", ""}},
          .options = option_table(*options),
          .run = [options](const OptionTable& given) {
            given.check_conflicts();
            return run_prune(*options, given);
          }};
}

}  // namespace reluscope
