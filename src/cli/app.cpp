#include "cli/app.hpp"

#include "cli/command_line.hpp"
#include "cli/commands.hpp"
#include "linalg/vector_target.hpp"

namespace reluscope {

int run_app(int argc, char** argv) {
  use_vector_target_of_environment();
  Program program{
      .name = "reluscope",
      .summary = "Finds the dead and sparse units of a ReLU network.",
      .examples = {{"reluscope train data.csv -o report.json", ""},
                   {"reluscope train data.csv --target species --missing drop | jq .summary", ""},
                   {"reluscope train data.csv --fail-on \"dead_fraction > 0.05\"", ""},
                   {"reluscope remedy data.csv --lr 1", ""},
                   {"reluscope compare baseline.json report.json --fail-on \"dead_fraction.increase > 2%\"", ""}},
      .exit_codes =
          {{"0", "done, every gate passed"},
           {"1", "done, but a gate failed, training diverged or the network is dead"},
           {"2", "failed: usage, data, model, report or output; one line says how to fix it"},
           {"130, 143", "stopped by SIGINT (Ctrl-C), SIGTERM"},
           {"129, 152",
            "or SIGHUP, SIGXCPU (ulimit -t); train reports on the epochs so far, unless a second signal comes"}},
      .commands = {train_command(), inspect_command(), prune_command(), remedy_command(), sweep_command(),
                   sweep_merge_command(), data_command(), check_command(), compare_command(), render_command(),
                   gradcheck_command(), schema_command()}};
  program.commands.push_back(generate_command(program));
  return run_command_line(program, argc, argv);
}

}  // namespace reluscope
