#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "report/report.hpp"
#include "support/option_table.hpp"
#include "support/output_file.hpp"
#include "support/terminal.hpp"

namespace reluscope {

/// Nobody reads JSON of thousands of lines as they run over the screen: then it is not written. json: it is asked for.
/// given: the options, read; key: of the one that names its file.
bool holds_back_json(bool json, const OptionTable& given, std::string_view key);

/// The output of a command that makes a report: JSON for programs, a summary on standard error for people.
struct ReportOutput {
  std::string path = "-";
  std::string html;  // empty: no page
  bool context = false;
  bool json = false;
  bool all = false;
  bool quiet = false;
  bool no_colour = false;

  Terminal terminal() const { return standard_error(no_colour); }
  /// Whether the report is not written. given: the options, read.
  bool is_held_back(const OptionTable& given) const { return holds_back_json(json, given, "output"); }
};

/// The report and its page.
void add_report_file(OptionTable& table, ReportOutput& output);
/// What is shown, and how.
void add_report_flags(OptionTable& table, ReportOutput& output);

/// The summary of a report and what follows it. Made before the report is trimmed and written, printed after it.
class ReportSummary {
 public:
  ReportSummary(const Report& report, const ReportOutput& output);
  /// written: other files, a line each.
  void print(const ReportOutput& output, bool is_held_back, const std::vector<std::string>& written = {}) const;

 private:
  std::string m_body, m_last_line;
  bool m_fails;
};

}  // namespace reluscope
