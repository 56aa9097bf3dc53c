#pragma once

#include <string>

#include "cli/command.hpp"

namespace reluscope {

/// The man page, in roff with the man macros.
std::string man_page(const Program& program);

// Scripts that complete commands, flags, and the values of flags that take one of a few words, or a file.
std::string bash_completion(const Program& program);
std::string zsh_completion(const Program& program);
std::string fish_completion(const Program& program);

}  // namespace reluscope
