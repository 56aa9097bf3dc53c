#include "cli/report_flags.hpp"

#include "cli/arguments.hpp"

namespace reluscope {
namespace {

void add_report(CLI::App& command, const std::string& name, const std::string& description, std::string& path) {
  command.add_option(name, path, description)->required()->type_name("");
}

void add_gates(CLI::App& command, const std::string& description, std::vector<Gate>& gates) {
  OptionGroup(command, "gates").add_repeatable("--fail-on", "RULE", description, [&](const std::string& rule) {
    gates.emplace_back(rule);
  });
}

void add_output(CLI::App& command, ResultOutput& output) {
  OptionGroup group(command, "output");
  group.add_text("-o,--output", "FILE", "the result, as JSON [-, standard output]", output.path);
  group.add_flag("-q,--quiet", "nothing on standard error", output.quiet);
  group.add_flag("--no-color", "no colours", output.no_colour);
}

}  // namespace

void add_check_flags(CLI::App& command, CheckOptions& options) {
  add_report(command, "REPORT.json", "a report of reluscope train; - is standard input", options.report);
  add_gates(command, "exit with 1 where this holds, as in \"dead_fraction > 0.05\"; repeatable", options.gates);
  add_output(command, options.output);
}

void add_compare_flags(CLI::App& command, CompareOptions& options) {
  add_report(command, "BASE.json", "the older report; - is standard input", options.base);
  add_report(command, "NEW.json", "the newer report; - is standard input", options.now);
  add_gates(command,
            "exit with 1 where this holds: METRIC is the newer report's, METRIC.increase what it rose by, "
            "METRIC.decrease what it fell by; repeatable",
            options.gates);
  add_output(command, options.output);
}

}  // namespace reluscope
