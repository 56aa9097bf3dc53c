#pragma once

#include "cli/command.hpp"

namespace reluscope {

// The commands, each in a file of its name. Their exit codes: 0 done, every gate passed; 1 a gate failed, training
// diverged or the network is dead; of train, remedy and sweep, 128 and its number if a signal stopped it. They throw
// UserError.

Command train_command();
Command inspect_command();
Command prune_command();
Command remedy_command();
Command sweep_command();
Command sweep_merge_command();
Command data_command();
Command check_command();
Command compare_command();
Command render_command();
Command gradcheck_command();
Command schema_command();
/// The man page, or a shell's completions. The program must outlive the command.
Command generate_command(const Program& program);

}  // namespace reluscope
