#pragma once

#include <string>

#include "cli/option_table.hpp"

namespace reluscope {

/// The options as they stand once they are resolved, as TOML that take_config reads. Those that are not given, or do
/// not apply, stand there as comments.
std::string config_text(const std::string& command, const OptionTable& table);

}  // namespace reluscope
