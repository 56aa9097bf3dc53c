#include "cli/compare.hpp"

#include <iostream>

#include "report/comparison_json.hpp"
#include "report/comparison_text.hpp"
#include "support/error.hpp"
#include "support/output_file.hpp"
#include "support/terminal.hpp"

namespace reluscope {

int run_compare(const CompareOptions& options) {
  if (options.base == "-" && options.now == "-")
    throw UserError("compare: only one of the two reports can come from standard input; name a file for the other");
  for (const std::string& report : {options.base, options.now})
    if (same_file(options.output.path, report))
      throw UserError("--output: " + options.output.path + " holds a report; name another file");
  const OutputFile file(options.output.path);
  const SavedReport base = read_saved_report(options.base), now = read_saved_report(options.now);
  const Comparison comparison = compare(base, now, options.gates);
  file.write(comparison_json(comparison));
  if (!options.output.quiet) std::cerr << comparison_text(comparison, standard_error(options.output.no_colour).colour);
  return comparison.reasons.empty() ? 0 : 1;
}

}  // namespace reluscope
