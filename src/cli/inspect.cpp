#include "run/inspect.hpp"

#include <iostream>
#include <memory>

#include "cli/commands.hpp"
#include "cli/interrupts.hpp"
#include "cli/report_output.hpp"
#include "cli/run_context.hpp"
#include "cli/status_line.hpp"
#include "cli/thread_count.hpp"
#include "report/report_json.hpp"
#include "run/inspect_options.hpp"
#include "run/run_options.hpp"
#include "support/error.hpp"
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
  void clear() { m_line.clear(); }

 private:
  Terminal m_terminal;
  bool m_is_shown;
  StatusLine m_line;
};

void check_inputs(const InspectSpec& spec) {
  if (spec.table.path.empty())
    throw UserError("inspect: no rows to judge " + input_name(spec.model) +
                    " on; give DATA.csv, as in reluscope inspect model.safetensors data.csv");
  if (spec.model == "-" && spec.table.path == "-")
    throw UserError("inspect: the model and the rows cannot both come from standard input; name a file");
}

int run_inspect(InspectOptions& options, const OptionTable& table) {
  exit_on_signals();
  const InspectSpec& spec = options.spec;
  check_inputs(spec);
  for (const std::string& read : {spec.model, spec.table.path})
    if (same_file(options.report.path, read))
      throw UserError("--output: " + options.report.path + " holds what inspect reads; name another file");
  RunClock clock;
  const OutputFile file(options.report.path);
  ThreadPool pool(thread_count(options.threads));
  RowsProgress progress(options.report);
  Report report = inspect(spec, pool,
                          {.rows_seen = [&](std::size_t rows) { progress.rows_seen(rows); },
                           .diagnosis_stage = [&](std::string_view name) { progress.stage(name); }});
  progress.clear();
  if (options.report.context) report.context = run_context(clock);
  const bool is_held_back = options.report.is_held_back(table);
  if (!is_held_back) file.write(json_text(report));
  if (!options.report.quiet) {
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
  return {.name = "inspect",
          .summary = "report on every unit of a network that was trained elsewhere",
          .examples = {{"reluscope inspect model.safetensors data.csv", "a state dict, or what train --save-model wrote"},
                       {"reluscope inspect model.onnx data.csv --drop label", "the columns of numbers feed the inputs"},
                       {"zcat data.csv.gz | reluscope inspect model.onnx - -q | jq .summary", "of any length"}},
          .options = std::move(table),
          .run = [options](const OptionTable& given) { return run_inspect(*options, given); }};
}

}  // namespace reluscope
