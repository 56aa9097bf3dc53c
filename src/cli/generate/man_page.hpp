#pragma once

#include <string>

#include "cli/command.hpp"

namespace reluscope {

/// The man page, in roff with the man macros.
std::string man_page(const Manual& program);

}  // namespace reluscope
