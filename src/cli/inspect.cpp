#include "run/inspect.hpp"

#include <array>
#include <iostream>
#include <memory>
#include <optional>

#include "cli/commands.hpp"
#include "cli/file_check.hpp"
#include "cli/report_output.hpp"
#include "cli/run_context.hpp"
#include "cli/status_line.hpp"
#include "cli/thread_count.hpp"
#include "report/format.hpp"
#include "report/report_json.hpp"
#include "run/inspect_activations.hpp"
#include "run/inspect_options.hpp"
#include "run/run_options.hpp"
#include "support/error.hpp"
#include "support/output_batch.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

struct InspectOptions {
  InspectSpec spec;
  unsigned threads = 0;  // 0: as many as there are cores
  ReportOutput report;
};

/// How far the rows are, on a terminal.
class RowsProgress {
 public:
  explicit RowsProgress(const ReportOutput& output)
      : m_terminal(output.terminal()), m_is_shown(!output.quiet && m_terminal.is_terminal) {}

  void rows_seen(std::size_t rows) {
    if (m_is_shown) m_line.draw(pluralized(static_cast<std::int64_t>(rows), "row"), m_terminal.width);
  }
  void stage(std::string_view name) {
    if (m_is_shown) m_line.draw(std::string(name) + " …", m_terminal.width);
  }
  void clear() {
    if (m_is_shown) m_line.clear();
  }

 private:
  Terminal m_terminal;
  bool m_is_shown;
  StatusLine m_line;
};

/// Options that say how a model is read and fed: they mean nothing to activations.
constexpr auto k_of_models = std::to_array<std::string_view>(
    {"features", "drop", "target", "scale", "missing", "na", "delimiter", "decimal", "thousands", "dates", "comment",
     "skip-rows", "encoding", "no-header", "prefix", "layers", "prove", "prove-seconds", "box-margin"});

/// Whether the rows come with the activations of all layers, and no model is asked for.
bool is_of_activations(const InspectSpec& spec, const OptionTable& given) {
  const bool has_rows = !spec.table.path.empty();
  if (spec.model == "-" && has_rows && spec.table.path == "-")
    throw UserError("inspect: the model and the rows cannot both come from standard input; name a file");
  const bool holds = spec.model == "-" ? !has_rows : holds_activations(spec.model);
  const std::string name = input_name(spec.model);
  if (!holds && !has_rows)
    throw UserError("inspect: no rows to judge " + name +
                    " on; give DATA.csv, as in reluscope inspect model.safetensors data.csv");
  if (!holds && spec.pre_activations)
    throw UserError("--pre-activations: " + name + " is a model, and not a file of activations; leave the option out");
  if (!holds) return false;
  if (has_rows)
    throw UserError("inspect: " + name + " holds activations, if it is no model that is packed; leave " +
                    input_name(spec.table.path) + " out, or give a safetensors or ONNX model");
  for (const std::string_view key : k_of_models)
    if (given.is_given(key))
      throw UserError("--" + std::string(key) + ": is of a model and its rows, and " + name +
                      " holds activations; leave the option out");
  return true;
}

int run_inspect(InspectOptions& options, const OptionTable& table) {
  const InspectSpec& spec = options.spec;
  table.check_conflicts();
  check_proof_options(table, spec.diagnosis);
  const bool is_of_activations_alone = is_of_activations(spec, table);
  RunClock clock;
  const OutputFile file(options.report.path);
  std::optional<OutputFile> page;
  if (!options.report.html.empty()) page.emplace(options.report.html);
  ThreadPool pool(thread_count(options.threads));
  RowsProgress progress(options.report);
  Report report =
      is_of_activations_alone
          ? inspect_activations(spec, pool)
          : inspect(spec, pool,
                    {.model_read = [&](const MlpFile& model) { check_other_inputs(table, model.other_files); },
                     .rows_seen = [&](std::size_t rows) { progress.rows_seen(rows); },
                     .diagnosis_stage = [&](std::string_view name) { progress.stage(name); }});
  progress.clear();
  if (options.report.context) report.context = run_context(clock);
  const bool is_held_back = options.report.is_held_back(table);
  OutputBatch files;
  if (page) files.add(*page, html(report, Terminal{}));
  if (!is_held_back) files.add(file, json_text(report));
  files.commit();
  if (!options.report.quiet) {
    if (report.model.file)
      for (const std::string& note : report.model.file->notes)
        std::cerr << "note: " << input_name(spec.model) << ": " << one_line(note) << '\n';
    for (const std::string& note : report.data.notes) std::cerr << "note: " << one_line(note) << '\n';
  }
  ReportSummary(report, options.report).print(options.report, is_held_back);
  return report.reasons().empty() ? 0 : 1;
}

}  // namespace

Command inspect_command() {
  const auto options = std::make_shared<InspectOptions>();
  OptionTable table = inspect_options(options->spec);
  add_report_file(table, options->report);
  add_report_flags(table, options->report);
  add_threads_option(table, options->threads, "output");
  return {
      .name = "inspect",
      .summary = "report on every unit of a network that was trained elsewhere",
      .examples = {{"reluscope inspect model.safetensors data.csv", "a state dict, or what train --save-model wrote"},
                   {"reluscope inspect model.onnx data.csv --drop label", "the columns of numbers feed the inputs"},
                   {"reluscope inspect activations.npz", "of any framework; no model is needed"},
                   {"zcat data.csv.gz | reluscope inspect model.onnx - -q | jq .summary", "of any length"}},
      .options = std::move(table),
      .run = [options](const OptionTable& given) { return run_inspect(*options, given); }};
}

}  // namespace reluscope
