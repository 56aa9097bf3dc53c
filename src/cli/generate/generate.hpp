#pragma once

#include "cli/command.hpp"

namespace reluscope {

enum class Generated { man_page, bash_completion, zsh_completion, fish_completion };

struct GenerateOptions {
  Generated what = Generated::man_page;
};

/// `reluscope generate`: prints the man page, or a shell's completions. Both must outlive the command.
Command generate_command(GenerateOptions& options, const Manual& program);

}  // namespace reluscope
