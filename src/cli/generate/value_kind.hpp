#pragma once

#include <string>
#include <vector>

#include "cli/option_table.hpp"

namespace reluscope {

/// The words that an option takes ("normal:" for normal:STD); none where it takes other values.
std::vector<std::string> words_of(const Option& option);

/// Whether its value is the path of a file.
bool takes_file(const Option& option);

/// "-o", "--output".
std::vector<std::string> names_of(const Option& option);

/// The description without the default in brackets at its end.
std::string without_default(const std::string& description);

}  // namespace reluscope
