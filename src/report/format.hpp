#pragma once

#include <string>

#include "report/report.hpp"
#include "support/terminal.hpp"

namespace reluscope {

/// How a report is shown, beside its JSON.
enum class Format { text, markdown, junit };

/// terminal: what the text is for; the others depend on the report alone.
std::string formatted(const Report& report, Format format, const Terminal& terminal);

}  // namespace reluscope
