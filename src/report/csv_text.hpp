#pragma once

#include <string>
#include <vector>

namespace reluscope {

/// A cell of a CSV, in double quotes if it needs them (RFC 4180).
std::string csv_cell(const std::string& text);
/// The cells with commas between them, without the end of the line.
std::string csv_line(const std::vector<std::string>& cells);

}  // namespace reluscope
