#include "cli/report_option_tables.hpp"

#include "cli/choices.hpp"

namespace reluscope {
namespace {

void add_gates(OptionTable& table, const std::string& description, std::vector<Gate>& gates) {
  table.begin_group("gates");
  table.add(Option::Kind::repeatable, "--fail-on", "RULE", description,
            [&gates](const std::vector<std::string>& rules) { gates = std::vector<Gate>(rules.begin(), rules.end()); });
}

void add_output(OptionTable& table, ResultOutput& output) {
  table.begin_group("output");
  table.add_text("-o,--output", "FILE", "the result, as JSON [-, standard output]", output.path);
  table.add_flag("-q,--quiet", "nothing on standard error", output.quiet);
  table.add_flag("--no-color", "no colours", output.no_colour);
}

}  // namespace

OptionTable option_table(CheckOptions& options) {
  OptionTable table;
  table.add_path("REPORT.json", "", "a report of reluscope train; - is standard input", options.report);
  add_gates(table, "exit with 1 where this holds, as in \"dead_fraction > 0.05\"; repeatable", options.gates);
  add_output(table, options.output);
  return table;
}

OptionTable option_table(CompareOptions& options) {
  OptionTable table;
  table.add_path("BASE.json", "", "the older report; - is standard input", options.base);
  table.add_path("NEW.json", "", "the newer report; - is standard input", options.now);
  add_gates(table,
            "exit with 1 where this holds: METRIC is the newer report's, METRIC.increase what it rose by, "
            "METRIC.decrease what it fell by; repeatable",
            options.gates);
  add_output(table, options.output);
  return table;
}

OptionTable option_table(RenderOptions& options) {
  OptionTable table;
  table.add_path("REPORT.json", "", "a report of reluscope train; - is standard input", options.report);
  table.begin_group("output");
  table.add_choice("--format", k_formats, "text is the summary of train", options.format);
  table.add_text("-o,--output", "FILE", "where to [-, standard output]", options.output);
  table.add_flag("--no-color", "letters instead of colours", options.no_colour);
  return table;
}

}  // namespace reluscope
