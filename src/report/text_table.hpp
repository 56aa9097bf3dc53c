#pragma once

#include <string>
#include <vector>

namespace reluscope {

/// Rows of cells as lines of text, the first column aligned to the left and the others to the right, two spaces apart.
/// All rows have the same number of cells.
std::string text_table(const std::vector<std::vector<std::string>>& rows);

}  // namespace reluscope
