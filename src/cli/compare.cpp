#include <iostream>
#include <memory>

#include "cli/commands.hpp"
#include "cli/result_output.hpp"
#include "report/comparison_format.hpp"
#include "report/report_json.hpp"
#include "support/error.hpp"
#include "support/terminal.hpp"

namespace reluscope {
namespace {

struct CompareOptions {
  std::string base;
  std::string now;
  Gates gates;
  ResultOutput output;
};

OptionTable option_table(CompareOptions& options) {
  OptionTable table;
  table.add_path("BASE.json", "", "the older report; - is standard input", options.base);
  table.add_path("NEW.json", "", "the newer report; - is standard input", options.now);
  add_gates(table,
            "exit with 1 if this holds: METRIC is the newer report's, METRIC.increase is by how much it rose, "
            "METRIC.decrease by how much it fell, as in \"validation.accuracy.decrease > 1%\"; repeatable",
            options.gates);
  add_output(table, options.output);
  return table;
}

int run_compare(const CompareOptions& options) {
  if (options.base == "-" && options.now == "-")
    throw UserError("compare: only one of the two reports can come from standard input; name a file for the other");
  const OutputFile file(options.output.path);
  const NamedReport base{options.base, read_report(options.base)}, now{options.now, read_report(options.now)};
  const Comparison comparison = compare(base, now, options.gates);
  file.write(json_text(comparison));
  if (!options.output.quiet) std::cerr << comparison_text(comparison, standard_error(options.output.no_colour));
  return comparison.reasons.empty() ? 0 : 1;
}

}  // namespace

Command compare_command() {
  const auto options = std::make_shared<CompareOptions>();
  return {
      .name = "compare",
      .summary = "what differs, what died, what recovered between two reports; gates on the difference",
      .examples = {{"reluscope compare baseline.json report.json", ""},
                   {"reluscope compare baseline.json report.json --fail-on \"dead_fraction.increase > 2%\"", ""},
                   {"reluscope compare baseline.json report.json --fail-on \"validation.accuracy.decrease > 1%\"", ""},
                   {"reluscope compare baseline.json report.json -q | "
                    "jq '.summary | map_values(select(.change != 0))'",
                    ""}},
      .options = option_table(*options),
      .run = [options](const OptionTable&) { return run_compare(*options); }};
}

}  // namespace reluscope
