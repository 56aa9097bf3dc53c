#include <memory>

#include "cli/commands.hpp"
#include "cli/result_output.hpp"
#include "report/format.hpp"
#include "report/report_json.hpp"
#include "support/terminal.hpp"

namespace reluscope {
namespace {

struct RenderOptions {
  std::string report;
  ReportFormat format = summary_text;
  std::string output = "-";
  bool no_colour = false;
};

OptionTable option_table(RenderOptions& options) {
  OptionTable table;
  table.add_path("REPORT.json", "", "a report of reluscope train; - is standard input", options.report);
  table.begin_group("output");
  table.add_choice("--format", "text is the summary of train", options.format);
  table.add_file("-o,--output", "FILE", "the output", options.output).by_default("-, standard output");
  table.add_flag("--no-color", "letters instead of colours", options.no_colour);
  return table;
}

int run_render(const RenderOptions& options) {
  const OutputFile file = output_beside(options.output, {options.report});
  const Terminal terminal = options.output == "-" ? standard_output(options.no_colour) : Terminal{};
  file.write(options.format(read_report(options.report), terminal));
  return 0;
}

}  // namespace

Command render_command() {
  const auto options = std::make_shared<RenderOptions>();
  return {.name = "render",
          .summary = "show a report made earlier in another format",
          .examples = {{"reluscope render report.json", "the summary of train"},
                       {"reluscope render report.json --format markdown >> \"$GITHUB_STEP_SUMMARY\"", ""},
                       {"reluscope render report.json --format junit -o reluscope.xml", ""}},
          .options = option_table(*options),
          .run = [options](const OptionTable&) { return run_render(*options); }};
}

}  // namespace reluscope
