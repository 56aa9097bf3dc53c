#pragma once

namespace reluscope {

/// Parses the command line and runs the subcommand. Returns its exit code; throws UserError where it cannot be done.
int run_app(int argc, char** argv);

}  // namespace reluscope
