#include "cli/manual.hpp"

#include "cli/check.hpp"
#include "cli/compare.hpp"
#include "cli/render.hpp"
#include "cli/report_option_tables.hpp"
#include "cli/train.hpp"
#include "cli/train_option_table.hpp"
#include "report/report_json.hpp"
#include "support/output_file.hpp"

namespace reluscope {
namespace {

int print_schema() {
  OutputFile("-").write(k_report_schema);
  return 0;
}

Command train_command(TrainOptions& options) {
  return {.name = "train",
          .summary = "train an MLP on a CSV and report on every unit",
          .examples = {{"reluscope train data.csv -o report.json", "the last column is the target"},
                       {"reluscope train data.csv --target species --missing drop | jq .summary", "the report goes on"},
                       {"reluscope train data.csv --fail-on \"dead_fraction > 0.05\"", "exit with 1 where units die"},
                       {"reluscope train data.csv --lr 1 --autopsy", "which rows killed which unit"},
                       {"reluscope train --config report.json --epochs 50", "the run of a report, but longer"}},
          .options = option_table(options),
          .run = [&options] { return run_train(options); }};
}

Command check_command(CheckOptions& options) {
  return {.name = "check",
          .summary = "apply gates to a report made earlier",
          .examples = {{"reluscope check report.json --fail-on \"dead_fraction > 0.05\"", ""},
                       {"reluscope check report.json --fail-on \"network_dead == 1\" --fail-on \"sparse > 3\"", ""},
                       {"zcat report.json.gz | reluscope check - --fail-on \"dead > 0\" -q && echo healthy", ""}},
          .options = option_table(options),
          .run = [&options] { return run_check(options); }};
}

Command compare_command(CompareOptions& options) {
  return {
      .name = "compare",
      .summary = "what died, what recovered between two reports; gates on the difference",
      .examples = {{"reluscope compare last_night.json report.json", ""},
                   {"reluscope compare last_night.json report.json --fail-on \"dead_fraction.increase > 0.02\"", ""},
                   {"reluscope compare last_night.json report.json -q | "
                    "jq '.summary | map_values(select(.change != 0))'",
                    ""}},
      .options = option_table(options),
      .run = [&options] { return run_compare(options); }};
}

Command render_command(RenderOptions& options) {
  return {.name = "render",
          .summary = "show a report as text, Markdown or JUnit XML",
          .examples = {{"reluscope render report.json", "the summary of train"},
                       {"reluscope render report.json --format markdown >> \"$GITHUB_STEP_SUMMARY\"", ""},
                       {"reluscope render report.json --format junit -o reluscope.xml", ""}},
          .options = option_table(options),
          .run = [&options] { return run_render(options); }};
}

Command gradcheck_command(GradcheckOptions& options) {
  return {.name = "gradcheck",
          .summary = "ReLU, its gradient, and a whole network against finite differences",
          .examples = {{"reluscope gradcheck -- -2 0 2", "ReLU and its gradient at three points"},
                       {"reluscope gradcheck --hidden 8,4", "backpropagation through a whole network"}},
          .options = option_table(options),
          .run = [&options] { return run_gradcheck(options); }};
}

Command schema_command() {
  return {.name = "schema",
          .summary = "print the JSON Schema of the report",
          .examples = {{"reluscope schema | jq '.properties | keys'", ""}},
          .options = {},
          .run = print_schema};
}

}  // namespace

Manual manual(ProgramOptions& options) {
  return {
      .name = "reluscope",
      .summary = "Finds the dead and sparse units of a ReLU network.",
      .examples = {{"reluscope train data.csv -o report.json", ""},
                   {"reluscope train data.csv --target species --missing drop | jq .summary", ""},
                   {"reluscope train data.csv --fail-on \"dead_fraction > 0.05\"", ""},
                   {"reluscope compare last_night.json report.json --fail-on \"dead_fraction.increase > 0.02\"", ""}},
      .exit_codes =
          {{"0", "done, every gate passed"},
           {"1", "done, and a gate failed or training diverged"},
           {"2", "could not be done: usage, data, model, report or output; one line says what to mend"},
           {"130, 143",
            "stopped by SIGINT (Ctrl-C) or SIGTERM; train reports on the epochs so far, unless a second one comes"}},
      .commands = {train_command(options.train), check_command(options.check), compare_command(options.compare),
                   render_command(options.render), gradcheck_command(options.gradcheck), schema_command()}};
}

}  // namespace reluscope
