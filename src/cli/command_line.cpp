#include "cli/command_line.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <deque>
#include <memory>
#include <span>
#include <sstream>
#include <string_view>

#include "cli/config/config.hpp"
#include "cli/file_check.hpp"
#include "support/error.hpp"
#include "support/output_file.hpp"
#include "support/shell.hpp"
#include "support/suggestion.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

std::string with_examples(const std::string& summary, const std::vector<Example>& examples) {
  std::string text = summary + "\n\nExamples:\n";
  for (const Example& example : examples) {
    if (!example.purpose.empty()) text += "  # " + example.purpose + "\n";
    text += "  " + example.line + "\n";
  }
  return text;
}

std::string exit_codes_text(const Program& program) {
  std::string text = "Exit codes:";
  for (const auto& [code, meaning] : program.exit_codes)
    text += "\n  " + code + std::string(10 - code.size(), ' ') + meaning;
  return text;
}

/// The list of commands shows the first line of a command's description; its examples are for its own help.
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

/// A command and what the parser found for its options. The parser only collects: the values are read later.
class ParsedCommand {
 public:
  ParsedCommand(CLI::App& app, Command& command)
      : m_command(command),
        m_app(*app_above(command, app)
                   .add_subcommand(own_word(command), with_examples(command.summary, command.examples))),
        m_full_name(app.get_name() + " " + command.name) {
    for (const Option& option : command.options.options()) m_parsed.push_back(add(option));
  }

  bool is_chosen() const { return m_app.parsed(); }

  /// arguments: of main.
  int run(std::span<char*> arguments) {
    std::vector<const Option*> given;
    std::string config;
    for (std::size_t i = 0; i < m_parsed.size(); ++i) {
      if (m_parsed[i]->count() == 0) continue;
      Option& option = m_command.options.options()[i];
      given.push_back(&option);
      if (!option.is_positional()) check_not_swallowed(option, m_parsed[i]->results(), arguments);
      if (option.name() == "--config") config = m_parsed[i]->results().front();
      take(option, m_parsed[i]->results());
    }
    for (const Option* option : given)
      if (option->name() == "--config") take_config(config, m_command.name, m_command.options, given);
    check_files(m_command.options);
    return m_command.run(m_command.options);
  }

  bool has_unknown() const { return !m_app.remaining().empty(); }
  [[noreturn]] void fail(const CLI::ParseError& error) const {
    fail(has_unknown() ? problem(m_app.remaining().front()) : problem(error));
  }

 private:
  static CLI::App& app_above(const Command& command, CLI::App& app) {
    const std::string parent = parent_of(command);
    return parent.empty() ? app : *app.get_subcommand(parent);
  }

  [[noreturn]] void fail(const std::string& problem) const {
    throw UserError(m_full_name + ": " + problem + "; see " + m_full_name + " --help");
  }

  CLI::Option* add(const Option& option) {
    const std::string description = option.description_with_default();
    CLI::Option* parsed = nullptr;
    if (option.kind == Option::Kind::flag)
      parsed = m_app.add_flag(option.flags, description);
    else if (option.takes_many())
      parsed = m_app.add_option_function<std::vector<std::string>>(
          option.flags, [](const auto&) {}, description);
    else
      parsed = m_app.add_option_function<std::string>(
          option.flags, [](const auto&) {}, description);
    if (option.kind == Option::Kind::repeatable) parsed->allow_extra_args(false);
    if (option.kind != Option::Kind::flag) parsed->type_name(option.placeholder());
    if (!option.group.empty()) parsed->group(option.group);
    return parsed->required(option.required)->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  }

  /// The parser takes any word as the value of the option before it, a flag too. So "--save-model $UNSET --quiet" would
  /// write a file of the name --quiet.
  void check_not_swallowed(const Option& option, const std::vector<std::string>& texts,
                           std::span<char*> arguments) const {
    for (const std::string& text : texts)
      if (is_flag(text) && std::ranges::find(arguments, text) != arguments.end())
        fail(option.name() + ": a value is missing before " + in_quotes(text) + "; write " + option.name() + " " +
             option.placeholder() + ", or " + option.name() + "=" + one_line(text) + " if it is meant");
  }

  bool is_flag(const std::string& text) const {
    if (text.starts_with("--")) return text.size() > 2;
    return text.size() > 1 && std::ranges::any_of(m_command.options.options(), [&](const Option& option) {
             const std::vector<std::string> names = option.names();
             return std::ranges::find(names, text) != names.end();
           });
  }

  void take(Option& option, const std::vector<std::string>& texts) const {
    if (option.kind == Option::Kind::list) return option.take(list_items(joined(texts, ",")));
    if (texts.size() > 1 && !option.takes_many())
      fail(option.name() + ": given " + std::to_string(texts.size()) + " times; give it once");
    if (option.kind != Option::Kind::flag) return option.take(texts);
    if (texts.front() != "true" && texts.front() != "false")
      fail(option.name() + ": is a flag; write it alone, or with =false to undo it");
    if (texts.front() == "true") option.take({});
  }

  std::string problem(const CLI::ParseError& error) const {
    std::string message = error.what();
    for (const Option& option : m_command.options.options())
      if (error.get_name() == "ArgumentMismatch" && message.starts_with(option.name() + ":"))
        return option.name() + ": a value is missing; write " + option.name() + " " + option.placeholder();
    return message;
  }

  std::string problem(const std::string& unknown) const {
    const std::string name = unknown.substr(0, unknown.find('='));
    if (!unknown.starts_with("-")) return "unexpected argument " + in_quotes(name);
    return "unknown option " + in_quotes(name) + m_command.options.proposal_for_flag(name);
  }

  Command& m_command;
  CLI::App& m_app;
  std::string m_full_name;
  std::vector<CLI::Option*> m_parsed;  // as the command's options
};

/// Words before a command: a CSV without `train`, an option that came too early, a typing error.
[[noreturn]] void fail_command(const Program& program, const std::vector<std::string>& words) {
  const std::string& word = words.front();
  const std::string lower = lower_case(word), unknown = program.name + ": unknown command " + in_quotes(word);
  if (lower.ends_with(".csv") || lower.ends_with(".csv.gz"))
    throw UserError(unknown + " (did you mean '" + program.name + " train " + word + "'?)");
  std::vector<std::string> names;
  for (const Command& command : program.commands) names.push_back(command.name);
  const std::string proposal = did_you_mean(word, names);
  const auto flag = std::ranges::find_if(words, [](const std::string& other) { return other.starts_with("-"); });
  if (const std::string meant = flag == words.end() ? "" : did_you_mean(*flag, {"--help", "--version"}); !meant.empty())
    throw UserError(program.name + ": unknown option " + in_quotes(*flag) + meant);
  if (proposal.empty() && flag != words.end())
    throw UserError(program.name + ": " + in_quotes(*flag) +
                    " is given before the command; the command comes first, as in " + program.name +
                    " train data.csv " + *flag);
  throw UserError(unknown + proposal + "; see " + program.name + " --help");
}

/// What the parser would misunderstand: after "--lr=" it takes the next flag as the value, of "-o=x" it takes "=x".
void check_equals_syntax(std::span<char*> arguments) {
  for (const std::string_view argument : arguments) {
    if (argument == "--") return;
    const std::size_t sign = argument.find('=');
    const std::string flag(argument.substr(0, sign));
    if (flag.starts_with("--") && sign == argument.size() - 1)
      throw UserError(flag + ": '' is not a value; write one after the '='");
    if (flag.size() == 2 && flag.starts_with("-") && sign == 2)
      throw UserError(flag + ": a short flag takes no '='; write its long name, or a blank instead");
  }
}

}  // namespace

int run_command_line(Program& program, int argc, char** argv) {
  check_equals_syntax({argv, static_cast<std::size_t>(argc)});
  CLI::App app(with_examples(program.summary, program.examples), program.name);
  app.footer(exit_codes_text(program));
  app.formatter(std::make_shared<Help>());
  app.set_version_flag("--version", program.name + " " RELUSCOPE_VERSION, "the version and nothing else");
  app.require_subcommand(1);
  std::deque<ParsedCommand> commands;
  for (Command& command : program.commands) commands.emplace_back(app, command);
  // a command within another comes after it, and both are parsed
  const auto chosen = [&] {
    return std::find_if(commands.rbegin(), commands.rend(), std::mem_fn(&ParsedCommand::is_chosen));
  };
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == static_cast<int>(CLI::ExitCodes::Success)) {  // help or version
      std::ostringstream text;
      app.exit(error, text, text);
      OutputFile("-").write(text.str());
      return 0;
    }
    const bool has_command = chosen() != commands.rend();
    if (has_command && chosen()->has_unknown()) chosen()->fail(error);
    if (const std::vector<std::string> before = app.remaining(); !before.empty()) fail_command(program, before);
    if (has_command) chosen()->fail(error);
    throw UserError(program.name + ": no command; give one, as in " + program.name + " train data.csv; see " +
                    program.name + " --help");
  }
  return chosen()->run({argv, static_cast<std::size_t>(argc)});
}

}  // namespace reluscope
