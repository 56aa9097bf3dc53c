#pragma once

#include <string>

#include "report/report.hpp"
#include "support/terminal.hpp"

namespace reluscope {

/// The report for a person: what was trained and how well it does, a picture of each layer with one cell a unit, the
/// findings with what to try, and the verdict.
std::string summary_text(const Report& report, const Terminal& terminal);

}  // namespace reluscope
