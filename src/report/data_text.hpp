#pragma once

#include <string>

#include "report/report.hpp"
#include "support/terminal.hpp"

namespace reluscope {

/// What was made of a data file, for a person: a line a column, then the notes.
std::string data_text(const DataReport& data, const Terminal& terminal);

}  // namespace reluscope
