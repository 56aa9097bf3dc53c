#pragma once

#include <string>
#include <vector>

namespace reluscope {

/// Somebody's text as it is: nothing in it is markup.
std::string markdown_plain(const std::string& text);
/// Text in which nothing is escaped; a bar would end the cell of a table, a backtick the code.
std::string markdown_code(const std::string& text);
/// A row of a table.
std::string markdown_row(const std::vector<std::string>& cells);

}  // namespace reluscope
