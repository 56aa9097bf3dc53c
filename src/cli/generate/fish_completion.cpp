#include "cli/generate/generate.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

std::string fish_quoted(const std::string& text) {
  return "'" + replaced(replaced(text, "\\", "\\\\"), "'", "\\'") + "'";
}

/// -r: a value must follow, for which files are proposed; -f: no files; -a: these words.
std::string value_of(const Option& option) {
  const std::vector<std::string> words = option.completions();
  if (!words.empty()) return " -r -f -a " + fish_quoted(joined(words, " "));
  return option.takes_file ? " -r -F" : " -r -f";
}

/// When the command is the one that is typed.
std::string condition(const Command& command) {
  std::string text;
  for (const std::string& word : split(command.name, ' '))
    text += (text.empty() ? "" : "; and ") + std::string("__fish_seen_subcommand_from ") + word;
  return text;
}

std::string line_of(const Command& command, const Option& option) {
  using enum Option::Kind;
  std::string line = "complete -c reluscope -n '" + condition(command) + "'";
  if (option.kind == positionals) return "";
  if (option.kind == positional) {
    if (option.takes_file) return line + " -F\n";
    return line + " -a " + fish_quoted(joined(option.completions(), " ")) + "\n";
  }
  for (const std::string& name : option.names())
    line += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
  if (option.kind != flag) line += value_of(option);
  return line + " -d " + fish_quoted(option.description) + "\n";
}

}  // namespace

std::string fish_completion(const Program& program) {
  std::string text =
      "# Completions of reluscope for fish, made by \"reluscope generate fish\".\n"
      "complete -c reluscope -f\n"
      "complete -c reluscope -n __fish_use_subcommand -l version -d 'the version and nothing else'\n"
      "complete -c reluscope -s h -l help -d 'show this help'\n";
  for (const Command& command : program.commands) {
    const std::string parent = parent_of(command);
    text += "complete -c reluscope -n " +
            (parent.empty() ? "__fish_use_subcommand" : "'__fish_seen_subcommand_from " + parent + "'") + " -a " +
            own_word(command) + " -d " + fish_quoted(command.summary) + "\n";
    for (const Option& option : command.options.options()) text += line_of(command, option);
  }
  return text;
}

}  // namespace reluscope
