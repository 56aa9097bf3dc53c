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

using Generator = std::string (*)(const Program& program);
template <>
inline constexpr auto k_words<Generator> = std::to_array<Word<Generator>>(
    {{man_page, "man"}, {bash_completion, "bash"}, {zsh_completion, "zsh"}, {fish_completion, "fish"}});

}  // namespace reluscope
