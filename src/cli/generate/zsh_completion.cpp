#include "cli/generate/generate.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

/// Within single quotes.
std::string zsh_quoted(const std::string& text) { return "'" + replaced(text, "'", "'\\''") + "'"; }

/// A text within a specification, where brackets and colons mean something.
std::string escaped(const std::string& text) {
  std::string result;
  for (const char c : text) {
    if (std::string("\\[]:").find(c) != std::string::npos) result += '\\';
    result += c;
  }
  return result;
}

/// What zsh proposes for the value.
std::string action_of(const Option& option) {
  const std::vector<std::string> words = option.completions();
  if (!words.empty()) return "(" + escaped(joined(words, " ")) + ")";
  return option.takes_file ? "_files" : " ";
}

std::string specification(const Option& option) {
  using enum Option::Kind;
  if (option.kind == positional) return zsh_quoted(":" + escaped(option.description) + ":" + action_of(option));
  if (option.kind == positionals) return zsh_quoted("*:" + escaped(option.description) + ": ");
  std::string rest = "[" + escaped(option.description) + "]";
  if (option.kind != flag) rest += ":" + escaped(option.placeholder()) + ":" + action_of(option);
  const std::vector<std::string> names = option.names();
  const std::string equals = option.kind == flag ? "" : "=";
  if (option.kind == repeatable) return zsh_quoted("*" + names.back() + equals + rest);
  if (names.size() == 1) return zsh_quoted(names.front() + equals + rest);
  const std::string plus = option.kind == flag ? "" : "+";
  return "'(" + joined(names, " ") + ")'{" + names.front() + plus + "," + names.back() + equals + "}" +
         zsh_quoted(rest);
}

std::string zsh_case(const Command& command) {
  std::string text = "    '" + command.name + "')\n      _arguments \\\n";
  for (const Option& option : command.options.options()) text += "        " + specification(option) + " \\\n";
  return text + "        '(- *)--help[show this help]' ;;\n";
}

}  // namespace

std::string zsh_completion(const Program& program) {
  std::string commands, cases, nested;
  for (const Command& command : program.commands) {
    cases += zsh_case(command);
    if (parent_of(command).empty())
      commands += "      " + zsh_quoted(escaped(command.name) + ":" + command.summary) + "\n";
    else
      nested += "    '" + command.name + "') command='" + command.name + "'; shift words; (( CURRENT-- )) ;;\n";
  }
  return R"(#compdef reluscope
# Completions of reluscope for zsh, made by "reluscope generate zsh".
_reluscope() {
  if (( CURRENT == 2 )); then
    local -a commands=(
)" + commands +
         R"(    )
    _describe command commands
    return
  fi
  local command=$words[2]
  shift words
  (( CURRENT-- ))
  case "$command $words[2]" in
)" + nested +
         R"(  esac
  case $command in
)" + cases +
         R"(  esac
}
if [ "$funcstack[1]" = _reluscope ]; then
  _reluscope "$@"
else
  compdef _reluscope reluscope
fi
)";
}

}  // namespace reluscope
