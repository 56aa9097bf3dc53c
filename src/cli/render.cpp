#include <memory>
#include <nlohmann/json.hpp>

#include "cli/commands.hpp"
#include "cli/result_output.hpp"
#include "data/byte_source.hpp"
#include "remedy/remedy_format.hpp"
#include "remedy/remedy_json.hpp"
#include "report/format.hpp"
#include "report/report_document.hpp"
#include "report/report_json.hpp"
#include "support/arguments.hpp"
#include "support/terminal.hpp"
#include "support/text.hpp"
#include "sweep/sweep_format.hpp"
#include "sweep/sweep_json.hpp"

namespace reluscope {
namespace {

struct RenderOptions {
  std::string report;
  std::string format = "text";
  std::string output = "-";
  bool no_colour = false;
};

OptionTable option_table(RenderOptions& options) {
  OptionTable table;
  table.add_path("REPORT.json", "", "a report of train, or the result of remedy or sweep; - is standard input", options.report);
  table.begin_group("output");
  table.add_text("--format", "", "text is what train or sweep show; csv is for a sweep", options.format)
      .by_default("text")
      .words = words_of<SweepFormat>();
  table.add_file("-o,--output", "FILE", "the output", options.output).by_default("-, standard output");
  table.add_flag("--no-color", "letters instead of colours", options.no_colour);
  return table;
}

int run_render(const RenderOptions& options) {
  const OutputFile file = output_beside(options.output, {options.report});
  const Terminal terminal = options.output == "-" ? standard_output(options.no_colour) : Terminal{};
  const std::string name = input_name(options.report);
  const nlohmann::ordered_json document = parse_report_document(read_file(options.report), name);
  if (is_sweep(document))
    file.write(choose<SweepFormat>("--format", options.format)(read_sweep_result(document, name), terminal));
  else if (is_remedy(document))
    file.write(choose<RemedyFormat>("--format", options.format)(read_remedy_result(document, name), terminal));
  else
    file.write(choose<ReportFormat>("--format", options.format)(read_report(document, name), terminal));
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
