#include "cli/generate/generate.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

std::string from_words(const std::string& words) { return "_reluscope_words \"" + words + "\""; }

/// What follows a flag that takes a value.
std::string bash_case(const Option& option) {
  if (option.kind == Option::Kind::flag || option.kind == Option::Kind::positional) return "";
  const std::vector<std::string> words = option.completions();
  std::string action = ":";  // anything: nothing is proposed
  if (!words.empty()) action = from_words(joined(words, " "));
  if (option.takes_file) action = "_reluscope_files";
  return "        " + joined(option.names(), "|") + ") " + action + "; return ;;\n";
}

std::string bash_case(const Command& command) {
  std::string values, flags = "--help", words;
  bool takes_files = false;
  for (const Option& option : command.options.options()) {
    values += bash_case(option);
    if (option.kind == Option::Kind::positional) {
      takes_files = takes_files || option.takes_file;
      words += joined(option.completions(), " ");
    } else if (option.kind != Option::Kind::positionals) {
      flags += " " + joined(option.names(), " ");
    }
  }
  std::string text = "    '" + command.name + "')\n";
  if (!values.empty()) text += "      case $previous in\n" + values + "      esac\n";
  text += "      case $current in\n        -*) " + from_words(flags) + " ;;\n";
  if (takes_files) text += "        *) _reluscope_files ;;\n";
  if (!words.empty()) text += "        *) " + from_words(words) + " ;;\n";
  return text + "      esac ;;\n";
}

}  // namespace

std::string bash_completion(const Program& program) {
  std::string commands, cases, nested;
  for (const Command& command : program.commands) {
    cases += bash_case(command);
    if (parent_of(command).empty())
      commands += command.name + " ";
    else
      nested += "    '" + command.name + "') command='" + command.name + "' ;;\n";
  }
  return R"(# Completions of reluscope for bash, made by "reluscope generate bash".
_reluscope_words() {
  mapfile -t COMPREPLY < <(compgen -W "$1" -- "$current")
  case ${COMPREPLY[*]} in *:) compopt -o nospace 2>/dev/null ;; esac  # a value follows
}
_reluscope_files() {
  mapfile -t COMPREPLY < <(compgen -f -- "$current")
  compopt -o filenames 2>/dev/null
}
_reluscope() {
  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]}
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    )" + from_words(commands + "--help --version") +
         R"(
    return
  fi
  # --task=auto comes as three words
  if [ "$current" = "=" ]; then
    current=
  elif [ "$previous" = "=" ]; then
    previous=${COMP_WORDS[COMP_CWORD - 2]}
  fi
  local command=${COMP_WORDS[1]}
  case "$command ${COMP_WORDS[2]}" in
)" + nested +
         R"(  esac
  case $command in
)" + cases +
         R"(  esac
}
complete -F _reluscope reluscope
)";
}

}  // namespace reluscope
