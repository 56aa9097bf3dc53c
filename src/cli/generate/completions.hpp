#pragma once

#include <string>

#include "cli/command.hpp"

namespace reluscope {

// Scripts that complete commands, flags, and the values of flags that take one of a few words, or a file.

std::string bash_completion(const Manual& program);
std::string zsh_completion(const Manual& program);
std::string fish_completion(const Manual& program);

}  // namespace reluscope
