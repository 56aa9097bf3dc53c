#include "prune/prune.hpp"

#include <iostream>
#include <memory>
#include <optional>

#include "cli/commands.hpp"
#include "cli/interrupts.hpp"
#include "cli/report_output.hpp"
#include "cli/result_output.hpp"
#include "cli/status_line.hpp"
#include "cli/thread_count.hpp"
#include "prune/prune_json.hpp"
#include "prune/prune_text.hpp"
#include "run/run_options.hpp"
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
  table.add_file("-o,--output", "FILE", "the smaller model, in the format of MODEL", options.output).unless([&options] {
    return options.dry_run && !options.output.empty() ? "is not written with --dry-run" : "";
  });
  table.add_flag("--dry-run", "say what would be removed, and write no model", options.dry_run);
  table.add_file("--report", "FILE", "what was removed and why, as JSON", options.report)
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
  if ((options.output == "-" || is_standard_output(options.output)) && options.report == "-")
    throw UserError("--output: the model and the result cannot both go to standard output; name a file with --report");
  if (same_file(options.output, options.report))
    throw UserError("--report: " + options.report + " is where the model goes; name another file");
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

std::optional<OutputFile> model_file(const PruneOptions& options, const std::vector<std::string>& read) {
  if (options.dry_run) return std::nullopt;
  return output_beside(options.output, read, "what prune reads");
}

int run_prune(const PruneOptions& options, const OptionTable& given) {
  exit_on_signals();
  check_paths(options);
  check_rows(options.spec, given);
  PruneSpec spec = options.spec;
  if (options.output != "-") spec.output = options.output;
  const std::vector<std::string> read = {options.spec.model, options.spec.table.path};
  const std::optional<OutputFile> output = model_file(options, read);
  for (const std::string& file : read)
    if (same_file(options.report, file))
      throw UserError("--report: " + options.report + " holds what prune reads; name another file");
  const OutputFile report(options.report);
  ThreadPool pool(thread_count(options.threads));
  const Terminal terminal = standard_error(options.no_colour);
  StatusLine status;
  const bool has_status = terminal.is_terminal && !options.quiet;
  PrunedFile pruned = prune_model(spec, pool, [&](std::size_t rows) {
    if (has_status) status.draw(pluralized(static_cast<std::int64_t>(rows), "row"), terminal.width);
  });
  if (has_status) status.clear();
  if (output) {
    for (const std::string& file : pruned.other_inputs)
      if (same_file(options.output, file))
        throw UserError("--output: " + options.output + " holds data of the model; name another file");
    pruned.result.output = options.output;
  }
  const bool is_held_back = holds_back_json(options.json, given, "report");
  if (!is_held_back) report.write(json_text(pruned.result));
  if (output) output->write(pruned.bytes);  // last: it is there only if all else is
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
