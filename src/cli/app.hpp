#pragma once

namespace reluscope {

/// Parses the command line and runs the command. Returns its exit code; throws UserError if it fails.
int run_app(int argc, char** argv);

}  // namespace reluscope
