#pragma once

#include <string>

#include "cli/command.hpp"

namespace reluscope {

// The parts of the help that are not options. Examples come first.

std::string description_text(const Manual& program);
std::string description_text(const Command& command);
std::string exit_codes_text(const Manual& program);

}  // namespace reluscope
