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
  std::vector<Gate> gates;
  ResultOutput output;
};

OptionTable option_table(CheckOptions& options) {
  OptionTable table;
  table.add_path("REPORT.json", "", "a report of reluscope train; - is standard input", options.report);
  add_gates(table, "exit with 1 if this holds, as in \"dead_fraction > 0.05\"; repeatable", options.gates);
  add_output(table, options.output);
  return table;
}

int run_check(const CheckOptions& options) {
  if (options.gates.empty())
    throw UserError("check: no rule to check; give one, as in --fail-on \"dead_fraction > 0.05\"");
  const OutputFile file = output_beside(options.output.path, {options.report});
  const CheckResult result = check(options.report, read_report(options.report), options.gates);
  file.write(json_text(result));
  if (!options.output.quiet) {
    const Painter paint(standard_error(options.output.no_colour).colour);
    std::cerr << one_line(input_name(options.report)) << ": " << verdict_line(result.gates, result.reasons, paint)
              << '\n';
  }
  return result.reasons.empty() ? 0 : 1;
}

}  // namespace

Command check_command() {
  const auto options = std::make_shared<CheckOptions>();
  return {.name = "check",
          .summary = "apply gates to a report made earlier",
          .examples = {{"reluscope check report.json --fail-on \"dead_fraction > 0.05\"", ""},
                       {"reluscope check report.json --fail-on \"network_dead == 1\" --fail-on \"sparse > 3\"", ""},
                       {"zcat report.json.gz | reluscope check - --fail-on \"dead > 0\" -q && echo healthy", ""}},
          .options = option_table(*options),
          .run = [options](const OptionTable&) { return run_check(*options); }};
}

}  // namespace reluscope
