#include "cli/app.hpp"

#include <csignal>

#include "cli/command_line.hpp"
#include "cli/generate/generate.hpp"
#include "cli/manual.hpp"
#include "linalg/openblas.hpp"
#include "support/standard_streams.hpp"

namespace reluscope {

int run_app(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);  // who writes looks at what became of it
  reserve_standard_fds();
  set_up_openblas();
  ProgramOptions options;
  Manual program = manual(options);
  GenerateOptions generate;
  program.commands.push_back(generate_command(generate, program));
  return run_command_line(program, argc, argv);
}

}  // namespace reluscope
