#include "cli/render.hpp"

#include "report/report_reader.hpp"
#include "support/error.hpp"
#include "support/output_file.hpp"
#include "support/terminal.hpp"

namespace reluscope {

int run_render(const RenderOptions& options) {
  if (same_file(options.output, options.report))
    throw UserError("--output: " + options.output + " holds the report; name another file");
  const OutputFile file(options.output);
  const Terminal terminal = options.output == "-" ? standard_output(options.no_colour) : Terminal{};
  file.write(formatted(read_report(options.report), options.format, terminal));
  return 0;
}

}  // namespace reluscope
