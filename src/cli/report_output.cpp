#include "cli/report_output.hpp"

#include <iostream>

#include "report/summary_text.hpp"

namespace reluscope {

bool holds_back_json(bool json, const OptionTable& given, std::string_view key) {
  return !json && !given.is_given(key) && standard_output(true).is_terminal;
}

void add_report_file(OptionTable& table, ReportOutput& output) {
  table.begin_group("output");
  table.add_output("-o,--output", "FILE", "the report", output.path, FileRole::output).by_default("-, standard output");
  table.add_output("--html", "FILE", "the report as a page to look at, in one file", output.html,
                   FileRole::side_output);
}

void add_report_flags(OptionTable& table, ReportOutput& output) {
  table.add_flag("--context", "add when and where to the report, which is then not reproducible", output.context);
  table.add_flag("--json", "write the report to standard output even if that is a terminal", output.json).key.clear();
  table.add_flag("--all", "show every finding, and the worst units", output.all).key.clear();
  table.add_flag("-q,--quiet", "no progress and no summary; one line if the verdict is fail", output.quiet);
  table.add_flag("--no-color", "no colours", output.no_colour);
}

ReportSummary::ReportSummary(const Report& report, const ReportOutput& output)
    : m_body(output.quiet ? "" : summary_body(report, output.terminal(), output.all)),
      m_last_line(last_line(report, output.terminal())),
      m_fails(!report.reasons().empty()) {}

void ReportSummary::print(const ReportOutput& output, bool is_held_back,
                          const std::vector<std::string>& written) const {
  if (output.quiet) {
    if (m_fails) std::cerr << m_last_line;
    return;
  }
  std::cerr << '\n' << m_body;
  if (is_held_back) std::cerr << "the JSON report: -o FILE, or --json to see it here\n";
  if (output.path != "-") std::cerr << "report: " << output.path << '\n';
  if (!output.html.empty()) std::cerr << "page: " << output.html << '\n';
  for (const std::string& line : written) std::cerr << line << '\n';
  std::cerr << m_last_line;
}

}  // namespace reluscope
