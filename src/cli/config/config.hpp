#pragma once

#include <string>
#include <vector>

#include "support/option_table.hpp"

namespace reluscope {

/// Reads options from a file and takes those that the command line leaves open. The file is TOML, with the options by
/// their long names in a table named like the command:
///     [train]
///     hidden = [64, 32]
/// or a report, whose run is repeated. given: the options of the command line, which win. Throws UserError, which names
/// the file, the place in it and the cure.
void take_config(const std::string& path, const std::string& command, OptionTable& table,
                 const std::vector<const Option*>& given);

/// The values of the options as TOML that take_config reads. Those that are not given or do not apply are comments.
std::string config_text(const std::string& command, const OptionTable& table);

}  // namespace reluscope
