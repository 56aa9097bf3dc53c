#include "cli/app.hpp"

#include <CLI/CLI.hpp>
#include <csignal>
#include <functional>
#include <memory>
#include <span>
#include <sstream>
#include <string_view>

#include "cli/arguments.hpp"
#include "cli/check.hpp"
#include "cli/choices.hpp"
#include "cli/compare.hpp"
#include "cli/gradcheck.hpp"
#include "cli/report_flags.hpp"
#include "cli/train.hpp"
#include "cli/train_flags.hpp"
#include "nn/matmul.hpp"
#include "report/report_json.hpp"
#include "support/error.hpp"
#include "support/output_file.hpp"

namespace reluscope {
namespace {

constexpr const char* k_description =
    "Finds the dead and sparse units of a ReLU network.\n\n"
    "  reluscope train data.csv -o report.json\n"
    "  reluscope train data.csv --target species --missing drop | jq .summary\n"
    "  reluscope train data.csv --fail-on \"dead_fraction > 0.05\"\n"
    "  reluscope compare last_night.json report.json --fail-on \"dead_fraction.increase > 0.02\"";

constexpr const char* k_check =
    "apply gates to a report made earlier\n\n"
    "  reluscope check report.json --fail-on \"dead_fraction > 0.05\"\n"
    "  reluscope check report.json --fail-on \"network_dead == 1\" --fail-on \"sparse > 3\" -o verdict.json\n"
    "  zcat report.json.gz | reluscope check - --fail-on \"dead > 0\" -q && echo healthy";

constexpr const char* k_compare =
    "what died, what recovered between two reports; gates on the difference\n\n"
    "  reluscope compare last_night.json report.json\n"
    "  reluscope compare last_night.json report.json --fail-on \"dead_fraction.increase > 0.02\"\n"
    "  reluscope compare last_night.json report.json -q | jq '.summary | map_values(select(.change != 0))'";

constexpr const char* k_exit_codes =
    "Exit codes: 0 done, every gate passed; 1 done, and a gate failed or training diverged;\n"
    "2 could not be done: usage, data, model, report or output; one line on standard error says what to mend;\n"
    "130 or 143 stopped by SIGINT (Ctrl-C) or SIGTERM: the report on the epochs so far is written; a second one\n"
    "ends at once, and nothing is written.";

void add_gradcheck_flags(CLI::App& command, GradcheckOptions& options) {
  const auto read_points = [&](const std::vector<std::string>& texts) {
    for (const std::string& text : texts) options.points.push_back(read_number("X", text));
  };
  command
      .add_option_function<std::vector<std::string>>("X", read_points,
                                                     "points to look at ReLU and its gradient; negative ones behind --")
      ->type_name("");
  OptionGroup group(command, "Options");
  group.add("--hidden", "WIDTHS", "check backpropagation through a random network with these hidden layers",
            [&](const std::string& text) { options.hidden = read_widths("--hidden", text); });
  group.add_choice("--relu-grad-at-zero", k_gradients_at_zero, "ReLU'(0)", options.relu_gradient_at_zero);
  group.add("--seed", "N", "of the random network [0]",
            [&](const std::string& text) { options.seed = read_seed(text); });
  group.add_flag("-q,--quiet", "no table on standard error", options.quiet);
}

/// In the list of commands stands the first line of what a command is; its examples are for its own help.
class Help : public CLI::Formatter {
 public:
  std::string make_subcommand(const CLI::App* command) const override {
    const std::string description = command->get_description();
    std::ostringstream text;
    CLI::detail::format_help(text, command->get_name(), description.substr(0, description.find('\n')),
                             get_column_width());
    return text.str();
  }
};

int print_schema() {
  OutputFile("-").write(k_report_schema);
  return 0;
}

/// Help and version are exceptions to CLI11; everything else it throws is the user's to mend.
int handle(const CLI::App& app, const CLI::ParseError& error) {
  if (error.get_exit_code() == static_cast<int>(CLI::ExitCodes::Success)) return app.exit(error);
  const std::vector<CLI::App*> chosen = app.get_subcommands();
  const std::vector<std::string> unknown = chosen.empty() ? app.remaining() : chosen.front()->remaining();
  const std::string command = chosen.empty() ? "reluscope" : "reluscope " + chosen.front()->get_name();
  if (!unknown.empty())
    throw UserError(command + ": '" + unknown.front() + "' is not known; see " + command + " --help");
  throw UserError(command + ": " + error.what() + "; see " + command + " --help");
}

/// "--lr=" would take the next flag for its value.
void check_values_are_there(std::span<char*> arguments) {
  for (const std::string_view argument : arguments) {
    if (argument == "--") return;
    if (argument.starts_with("--") && argument.ends_with("="))
      throw UserError(std::string(argument.substr(0, argument.size() - 1)) +
                      ": '' is not a value; write one behind the '='");
  }
}

}  // namespace

int run_app(int argc, char** argv) {
  // Who reads no further ends the program without a word, even where it was started with the signal ignored.
  std::signal(SIGPIPE, SIG_DFL);
  pin_blas_to_one_thread();
  check_values_are_there({argv, static_cast<std::size_t>(argc)});
  CLI::App app(k_description, "reluscope");
  app.footer(k_exit_codes);
  app.formatter(std::make_shared<Help>());
  app.set_version_flag("--version", "reluscope " RELUSCOPE_VERSION, "the version and nothing else");
  app.require_subcommand(1);
  std::function<int()> action;

  TrainOptions train_options;
  CLI::App& train = *app.add_subcommand("train", "train an MLP on a CSV and report on every unit");
  add_train_flags(train, train_options);
  train.callback([&] { action = [&] { return run_train(train_options); }; });

  CheckOptions check_options;
  CLI::App& check = *app.add_subcommand("check", k_check);
  add_check_flags(check, check_options);
  check.callback([&] { action = [&] { return run_check(check_options); }; });

  CompareOptions compare_options;
  CLI::App& compare = *app.add_subcommand("compare", k_compare);
  add_compare_flags(compare, compare_options);
  compare.callback([&] { action = [&] { return run_compare(compare_options); }; });

  GradcheckOptions gradcheck_options;
  CLI::App& gradcheck =
      *app.add_subcommand("gradcheck", "ReLU, its gradient, and a whole network against finite differences");
  add_gradcheck_flags(gradcheck, gradcheck_options);
  gradcheck.callback([&] { action = [&] { return run_gradcheck(gradcheck_options); }; });

  CLI::App& schema = *app.add_subcommand("schema", "print the JSON Schema of the report");
  schema.callback([&] { action = print_schema; });

  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return handle(app, error);
  }
  return action();
}

}  // namespace reluscope
