#pragma once

#include <string>

#include "report/report.hpp"
#include "support/terminal.hpp"

namespace reluscope {

// The parts of the summary, so that something may stand between them.

/// What was trained and how well it does, a picture of each layer with one cell a unit, and the findings with what to
/// do. all: with every finding, and the lives of the worst units even if the whole is longer than a screen of 24 lines.
std::string summary_body(const Report& report, const Terminal& terminal, bool all);
/// The verdict, the cause and what to try: a line that stands alone.
std::string last_line(const Report& report, const Terminal& terminal);

}  // namespace reluscope
