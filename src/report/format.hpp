#pragma once

#include <string>

#include "report/report.hpp"
#include "support/names.hpp"
#include "support/terminal.hpp"

namespace reluscope {

/// How to show a report; terminal: what the text is for. To add one: a file of this folder, and a line below.
using ReportFormat = std::string (*)(const Report& report, const Terminal& terminal);

/// The report for a person, on a screen: summary_body and last_line.
std::string summary_text(const Report& report, const Terminal& terminal);

/// The report for a page of a review, such as a GitHub Actions job summary: the verdict, the findings, a table of the
/// layers, the units that were ever dead, the gates. GitHub-flavoured Markdown.
std::string markdown(const Report& report, const Terminal& terminal);

/// The report as JUnit XML, as CI servers show it (schema: junit-10.xsd of Jenkins' xUnit plugin). Test cases are the
/// training, the network (which fails if it is dead), every gate, every hidden layer, which fails if it breaks a gate
/// on it or on the worst layer (max_layer_…, network_dead), and every finding, which never fails. So some test case
/// fails exactly if the verdict is fail. The findings are repeated in the output of the cases that fail. Times are
/// those of the report's context, if it has any.
std::string junit(const Report& report, const Terminal& terminal);

/// The report as workflow commands of GitHub Actions, an annotation for each reason of the verdict and each finding.
std::string github(const Report& report, const Terminal& terminal);

/// A line for each unit, its columns named as in the report (RFC 4180).
std::string csv(const Report& report, const Terminal& terminal);

/// A page to look at, in one file: the verdict, findings, curves, every unit by epoch, the data, the options; with a
/// script, the life of any unit. It can be read without the script, which web/ is the source of.
std::string html(const Report& report, const Terminal& terminal);

/// The report as it was written.
std::string json(const Report& report, const Terminal& terminal);

template <>
inline constexpr auto k_words<ReportFormat> = std::to_array<Word<ReportFormat>>({{summary_text, "text"},
                                                                                 {markdown, "markdown"},
                                                                                 {junit, "junit"},
                                                                                 {json, "json"},
                                                                                 {csv, "csv"},
                                                                                 {github, "github"},
                                                                                 {html, "html"}});

}  // namespace reluscope
