#include "cli/command_line.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <deque>
#include <memory>
#include <span>
#include <sstream>
#include <string_view>

#include "cli/config/take_config.hpp"
#include "cli/help_text.hpp"
#include "support/error.hpp"
#include "support/output_file.hpp"
#include "support/suggestion.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

/// An option and what the parser found for it.
struct ParsedOption {
  const Option& option;
  CLI::Option* parsed = nullptr;
  bool is_set = false;             // a flag
  std::string text;                // one value
  std::vector<std::string> texts;  // several

  bool is_given() const { return parsed->count() > 0; }
  std::vector<std::string> values() const {
    using enum Option::Kind;
    if (option.kind == flag) return {};
    if (option.kind == list) return split(text, ',');
    return option.takes_many() ? texts : std::vector<std::string>{text};
  }
};

/// A command with the options that the parser fills in, and keeps pointers to.
class ParsedCommand {
 public:
  ParsedCommand(CLI::App& app, const Command& command)
      : m_command(command), m_app(*app.add_subcommand(command.name, description_text(command))) {
    for (const Option& option : command.options.options()) add(m_options.emplace_back(ParsedOption{option}));
  }

  bool is_chosen() const { return m_app.parsed(); }

  int run() const {
    std::vector<const Option*> given;
    for (const ParsedOption& option : m_options) {
      if (!option.is_given()) continue;
      given.push_back(&option.option);
      const bool is_undone = option.option.kind == Option::Kind::flag && !option.is_set;  // --quiet=false
      if (!is_undone) option.option.read(option.values());
    }
    for (const ParsedOption& option : m_options)
      if (option.is_given() && option.option.name() == "--config")
        take_config(option.text, m_command.name, m_command.options, given);
    return m_command.run();
  }

  std::string full_name() const { return m_app.get_parent()->get_name() + " " + m_command.name; }
  std::vector<std::string> remaining() const { return m_app.remaining(); }
  /// What the parser complains about, in words that name the cure.
  std::string complaint(const CLI::ParseError& error) const {
    const std::string message = error.what();
    for (const ParsedOption& option : m_options) {
      const std::string name = option.option.name();
      if (option.option.kind == Option::Kind::flag && message.find(" " + name + " = ") != std::string::npos)
        return name + ": is a flag; write it alone, or with =false to undo it";
      if (error.get_name() != "ArgumentMismatch" || !message.starts_with(name + ":")) continue;
      const std::size_t count = option.parsed->count();
      if (count > 1 && !option.option.takes_many())
        return name + ": is given " + std::to_string(count) + " times; once is enough";
      return name + ": a value is missing; write " + name + " " + option.option.value_name;
    }
    return message;
  }
  const OptionTable& options() const { return m_command.options; }

 private:
  void add(ParsedOption& option) {
    const Option& what = option.option;
    if (what.kind == Option::Kind::flag)
      option.parsed = m_app.add_flag(what.flags, option.is_set, what.description);
    else if (what.takes_many())
      option.parsed = m_app.add_option(what.flags, option.texts, what.description);
    else
      option.parsed = m_app.add_option(what.flags, option.text, what.description);
    if (what.kind == Option::Kind::repeatable) option.parsed->allow_extra_args(false);
    if (what.kind != Option::Kind::flag) option.parsed->type_name(what.value_name);
    if (!what.group.empty()) option.parsed->group(what.group);
    option.parsed->required(what.required);
  }

  const Command& m_command;
  CLI::App& m_app;
  std::deque<ParsedOption> m_options;
};

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

/// Words before a command: a CSV where `train` was forgotten, a flag that came too early, a name mistyped.
[[noreturn]] void fail_command(const Manual& program, const std::vector<std::string>& words) {
  const std::string& word = words.front();
  const std::string lower = lower_case(word);
  if (lower.ends_with(".csv") || lower.ends_with(".csv.gz"))
    throw UserError(program.name + ": " + in_quotes(word) + " is no command (did you mean '" + program.name +
                    " train " + word + "'?)");
  std::vector<std::string> names;
  for (const Command& command : program.commands) names.push_back(command.name);
  const std::string proposal = did_you_mean(word, names);
  const auto flag = std::ranges::find_if(words, [](const std::string& other) { return other.starts_with("-"); });
  if (proposal.empty() && flag != words.end())
    throw UserError(program.name + ": " + in_quotes(*flag) +
                    " stands before the command; a command comes first, as in " + program.name + " train data.csv " +
                    *flag);
  throw UserError(program.name + ": " + in_quotes(word) + " is no command" + proposal + "; see " + program.name +
                  " --help");
}

[[noreturn]] void fail_option(const ParsedCommand& command, const std::string& word) {
  const std::string name = word.substr(0, word.find('='));
  const std::string problem =
      word.starts_with("-") ? " is no flag" + command.options().proposal_for_flag(name) : " is one value too many";
  throw UserError(command.full_name() + ": " + in_quotes(name) + problem + "; see " + command.full_name() + " --help");
}

/// What the parser would misunderstand: of "--lr=" it takes the next flag for the value, of "-o=x" it takes "=x".
void check_equals_syntax(std::span<char*> arguments) {
  for (const std::string_view argument : arguments) {
    if (argument == "--") return;
    const std::size_t sign = argument.find('=');
    const std::string flag(argument.substr(0, sign));
    if (flag.starts_with("--") && sign == argument.size() - 1)
      throw UserError(flag + ": '' is not a value; write one behind the '='");
    if (flag.size() == 2 && flag.starts_with("-") && sign == 2)
      throw UserError(flag + ": a short flag takes no '='; write its long name, or a blank instead");
  }
}

}  // namespace

int run_command_line(const Manual& program, int argc, char** argv) {
  check_equals_syntax({argv, static_cast<std::size_t>(argc)});
  CLI::App app(description_text(program), program.name);
  app.footer(exit_codes_text(program));
  app.formatter(std::make_shared<Help>());
  app.set_version_flag("--version", program.name + " " RELUSCOPE_VERSION, "the version and nothing else");
  app.require_subcommand(1);
  std::deque<ParsedCommand> commands;
  for (const Command& command : program.commands) commands.emplace_back(app, command);
  const auto chosen = [&] { return std::ranges::find_if(commands, &ParsedCommand::is_chosen); };
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    // Help and version are exceptions to the parser; everything else it throws is the user's to mend.
    if (error.get_exit_code() == static_cast<int>(CLI::ExitCodes::Success)) {
      std::ostringstream text;
      app.exit(error, text, text);
      OutputFile("-").write(text.str());
      return 0;
    }
    const bool has_command = chosen() != commands.end();
    if (has_command && !chosen()->remaining().empty()) fail_option(*chosen(), chosen()->remaining().front());
    if (const std::vector<std::string> before = app.remaining(); !before.empty()) fail_command(program, before);
    if (!has_command)
      throw UserError(program.name + ": no command; give one, as in " + program.name + " train data.csv; see " +
                      program.name + " --help");
    throw UserError(chosen()->full_name() + ": " + chosen()->complaint(error) + "; see " + chosen()->full_name() +
                    " --help");
  }
  return chosen()->run();
}

}  // namespace reluscope
