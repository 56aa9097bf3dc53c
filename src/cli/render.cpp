#include <memory>
#include <nlohmann/json.hpp>
#include <optional>

#include "cli/commands.hpp"
#include "cli/result_output.hpp"
#include "data/byte_source.hpp"
#include "remedy/remedy_format.hpp"
#include "remedy/remedy_json.hpp"
#include "report/comparison_format.hpp"
#include "report/format.hpp"
#include "report/report_document.hpp"
#include "report/report_json.hpp"
#include "report/summary_text.hpp"
#include "report/unit_page.hpp"
#include "support/arguments.hpp"
#include "support/error.hpp"
#include "support/terminal.hpp"
#include "support/text.hpp"
#include "sweep/sweep_format.hpp"
#include "sweep/sweep_json.hpp"

namespace reluscope {
namespace {

struct RenderOptions {
  std::string report;
  std::string format = "text";
  std::optional<UnitId> unit;
  bool all = false;
  std::string output = "-";
  bool no_colour = false;
};

/// "1:12"
UnitId read_unit(const std::string& text) {
  const std::vector<std::string> parts = split(text, ':');
  if (parts.size() != 2 || parts[0].empty() || parts[1].empty())
    throw UserError("--unit: " + in_quotes(text) + " is not LAYER:UNIT, as in 1:12");
  return {static_cast<std::size_t>(read_whole("--unit LAYER:UNIT, LAYER", parts[0], 0)),
          static_cast<std::size_t>(read_whole("--unit LAYER:UNIT, UNIT", parts[1], 0))};
}

/// "0 to 31", or "0 alone".
std::string range_of(std::size_t count) { return count == 1 ? "0 alone" : "0 to " + std::to_string(count - 1); }

std::string text_with_all(const Report& report, const Terminal& terminal) {
  return summary_body(report, terminal, true) + last_line(report, terminal);
}

std::string page_of(const Report& report, UnitId id, const std::string& name, const Terminal& terminal) {
  const std::string flag = "--unit " + std::to_string(id.layer) + ":" + std::to_string(id.unit) + ": ";
  if (id.layer >= report.layers.size())
    throw UserError(flag + name + " has no such hidden layer; they are " + range_of(report.layers.size()));
  const std::size_t units = report.layers[id.layer].units.size();
  if (id.unit >= units)
    throw UserError(flag + "layer " + std::to_string(id.layer) + " of " + name + " has no such unit; they are " +
                    range_of(units));
  return unit_page(report, id, terminal);
}

OptionTable option_table(RenderOptions& options) {
  OptionTable table;
  table.add_path("REPORT.json", "", "a report of train, or the result of compare, remedy or sweep; - is standard input",
                 options.report);
  table.begin_group("output");
  table
      .add_text(
          "--format", "",
          "text is what train or sweep show; csv has a line for each unit, or each cell of a sweep; github prints "
          "annotations of GitHub Actions; html is a page to look at, in one file",
          options.format)
      .by_default("text")
      .words = words_of<SweepFormat>();
  table.add_single("--unit", "LAYER:UNIT", "all about this one unit instead, as in 1:12; both count from 0",
                   [&options](const std::string& text) { options.unit = read_unit(text); });
  table.add_flag("--all", "of a report of train, show every finding, and the worst units", options.all);
  table.add_output("-o,--output", "FILE", "the output", options.output, FileRole::output)
      .by_default("-, standard output");
  table.add_flag("--no-color", "no colours", options.no_colour);
  return table;
}

int run_render(const RenderOptions& options) {
  if ((options.unit || options.all) && options.format != "text")
    throw UserError((options.unit ? "--unit" : "--all") + std::string(" shows text alone; leave --format ") +
                    options.format + " out");
  const OutputFile file(options.output);
  const Terminal terminal = options.output == "-" ? standard_output(options.no_colour) : Terminal{};
  const std::string name = input_name(options.report);
  const nlohmann::ordered_json document = parse_report_document(read_file(options.report), name);
  if (options.unit && (is_sweep(document) || is_remedy(document) || is_comparison(document)))
    throw UserError("--unit: " + name + " is the result of several runs, which has no units; give a report of train");
  if (options.unit)
    file.write(page_of(read_report(document, name), *options.unit, name, terminal));
  else if (is_sweep(document))
    file.write(choose<SweepFormat>("--format", options.format)(read_sweep_result(document, name), terminal));
  else if (is_remedy(document))
    file.write(choose<RemedyFormat>("--format", options.format)(read_remedy_result(document, name), terminal));
  else if (is_comparison(document))
    file.write(choose<ComparisonFormat>("--format", options.format)(read_comparison(document, name), terminal));
  else if (options.all)
    file.write(text_with_all(read_report(document, name), terminal));
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
                       {"reluscope render report.json --format junit -o reluscope.xml", ""},
                       {"reluscope render report.json --format html -o report.html", "a page to look at, in one file"},
                       {"reluscope render report.json --format csv -o units.csv", "a line for each unit"},
                       {"reluscope render report.json --unit 1:12", "the life of unit 12 of layer 1"}},
          .options = option_table(*options),
          .run = [options](const OptionTable&) { return run_render(*options); }};
}

}  // namespace reluscope
