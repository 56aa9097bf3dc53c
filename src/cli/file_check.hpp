#pragma once

#include <string>
#include <vector>

#include "support/option_table.hpp"

namespace reluscope {

/// Throws UserError if an output of a command would go where another goes, or into a file that is read: as the paths
/// resolve, and not as they are written. Standard input and output count too. given: the options, read.
void check_files(const OptionTable& given);

/// The same of files that are read without being named, such as those beside an ONNX model.
void check_other_inputs(const OptionTable& given, const std::vector<std::string>& paths);

}  // namespace reluscope
