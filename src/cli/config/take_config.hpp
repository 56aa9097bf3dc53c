#pragma once

#include <string>
#include <vector>

#include "cli/option_table.hpp"

namespace reluscope {

/// Reads options from a file and takes those that the command line leaves open. The file is TOML, with the options by
/// their long names in a table named like the command:
///     [train]
///     hidden = [64, 32]
/// or a report, which is run again. given: the options of the command line, which win. Throws UserError, which names
/// the file, the place in it and the cure, where the file cannot be read, or holds what is no option or no value of
/// one.
void take_config(const std::string& path, const std::string& command, const OptionTable& table,
                 const std::vector<const Option*>& given);

}  // namespace reluscope
