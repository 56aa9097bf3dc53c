#include "cli/app.hpp"

#include <csignal>

#include "cli/command_line.hpp"
#include "cli/generate/generate.hpp"
#include "cli/manual.hpp"
#include "nn/matmul.hpp"

namespace reluscope {

int run_app(int argc, char** argv) {
  // Who reads no further ends the program without a word, even where it was started with the signal ignored.
  std::signal(SIGPIPE, SIG_DFL);
  pin_blas_to_one_thread();
  ProgramOptions options;
  Manual program = manual(options);
  GenerateOptions generate;
  program.commands.push_back(generate_command(generate, program));
  return run_command_line(program, argc, argv);
}

}  // namespace reluscope
