#pragma once

#include "cli/command.hpp"

namespace reluscope {

/// Reads the arguments of main, and the configuration file that they name; runs the command that they choose, and
/// returns its exit code. Help and version are printed here. Throws UserError, which says what to fix.
int run_command_line(Program& program, int argc, char** argv);

}  // namespace reluscope
