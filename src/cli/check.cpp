#include <iostream>
#include <memory>

#include "cli/commands.hpp"
#include "cli/result_output.hpp"
#include "report/report_json.hpp"
#include "report/verdict_text.hpp"
#include "support/error.hpp"
#include "support/terminal.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

struct CheckOptions {
  std::string report;
  Gates gates;
  ResultOutput output;
};

OptionTable option_table(CheckOptions& options) {
  OptionTable table;
  table.add_path("REPORT.json", "", "a report of reluscope train; - is standard input", options.report);
  add_gates(
      table,
      "exit with 1 if this holds, as in \"dead_fraction > 5%\" or \"layers[1].dead > 3\"; repeatable [those of the "
      "report]",
      options.gates);
  add_output(table, options.output);
  return table;
}

/// The rules that are given, or else those that the run was judged by.
Gates gates_for(const CheckOptions& options, const Report& report) {
  Gates gates = options.gates;
  if (gates.rules.empty())
    for (const GateResult& gate : report.gates) gates.rules.emplace_back(gate.rule);
  if (gates.rules.empty())
    throw UserError(input_name(options.report) +
                    ": has no rule of its own to check; give one, as in --fail-on \"dead_fraction > 0.05\"");
  return gates;
}

int run_check(const CheckOptions& options) {
  const OutputFile file(options.output.path);
  const Report report = read_report(options.report);
  const CheckResult result = check(options.report, report, gates_for(options, report));
  file.write(json_text(result));
  if (!options.output.quiet) {
    const Painter paint(standard_error(options.output.no_colour).colour);
    const std::string by = options.gates.rules.empty() ? ", by its own rules: " : ": ";
    std::cerr << one_line(input_name(options.report)) + by + verdict_line(result.gates, result.reasons, paint) + '\n';
  }
  return result.reasons.empty() ? 0 : 1;
}

}  // namespace

Command check_command() {
  const auto options = std::make_shared<CheckOptions>();
  return {.name = "check",
          .summary = "apply gates to a report made earlier",
          .examples = {{"reluscope check report.json", "by the rules that the report was made with"},
                       {"reluscope check report.json --fail-on \"dead_fraction > 5%\"", "by this one"},
                       {"reluscope check report.json --fail-on \"validation.accuracy < 0.9\"", ""},
                       {"reluscope check report.json --fail-on \"layers[1].dead > 3\" --fail-on \"sparse > 3\"", ""},
                       {"zcat report.json.gz | reluscope check - --fail-on \"dead > 0\" -q && echo healthy", ""}},
          .options = option_table(*options),
          .run = [options](const OptionTable&) { return run_check(*options); }};
}

}  // namespace reluscope
