#pragma once

#include <string>

#include "report/report.hpp"

namespace reluscope {

/// The report for a page of a review, such as a GitHub Actions job summary: the verdict, the findings, a table of the
/// layers, the units that were ever dead, the gates. GitHub-flavoured Markdown.
std::string markdown(const Report& report);

}  // namespace reluscope
