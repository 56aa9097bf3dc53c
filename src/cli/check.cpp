#include "cli/check.hpp"

#include <iostream>

#include "report/check_result.hpp"
#include "report/verdict_text.hpp"
#include "support/error.hpp"
#include "support/output_file.hpp"
#include "support/terminal.hpp"
#include "support/text.hpp"

namespace reluscope {

int run_check(const CheckOptions& options) {
  if (options.gates.empty())
    throw UserError("check: no rule to check; give one, as in --fail-on \"dead_fraction > 0.05\"");
  if (same_file(options.output.path, options.report))
    throw UserError("--output: " + options.output.path + " holds the report; name another file");
  const OutputFile file(options.output.path);
  const CheckResult result = check(read_saved_report(options.report), options.gates);
  file.write(check_json(result));
  if (!options.output.quiet) {
    const Painter paint(standard_error(options.output.no_colour).colour);
    std::cerr << one_line(input_name(options.report)) << ": " << verdict_line(result.gates, result.reasons, paint)
              << '\n';
  }
  return result.reasons.empty() ? 0 : 1;
}

}  // namespace reluscope
