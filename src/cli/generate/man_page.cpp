#include "cli/generate/generate.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

/// Text as roff prints it: a dash that can be copied, no escapes, nothing that looks like a request.
std::string roff(const std::string& text) {
  const std::string escaped = replaced(replaced(text, "\\", "\\e"), "-", "\\-");
  return (escaped.starts_with(".") || escaped.starts_with("'") ? "\\&" : "") + escaped;
}

std::string bold(const std::string& text) { return "\\fB" + roff(text) + "\\fR"; }
std::string italic(const std::string& text) { return "\\fI" + roff(text) + "\\fR"; }

std::string name_of(const Option& option) {
  if (option.is_positional())
    return italic(option.flags) + (option.placeholder().empty() ? "" : " (" + roff(option.placeholder()) + ")");
  std::vector<std::string> names;
  for (const std::string& name : option.names()) names.push_back(bold(name));
  return joined(names, ", ") + (option.placeholder().empty() ? "" : " " + italic(option.placeholder()));
}

std::string examples(const std::vector<Example>& examples) {
  std::string text = ".PP\n.nf\n.RS\n";
  for (const Example& example : examples)
    text += (example.purpose.empty() ? "" : roff("# " + example.purpose) + "\n") + roff(example.line) + "\n";
  return text + ".RE\n.fi\n";
}

std::string section(const Command& command, const std::string& program) {
  std::string text =
      ".SS " + program + " " + command.name + "\n" + roff(command.summary) + "\n" + examples(command.examples);
  std::string group;
  for (const Option& option : command.options.options()) {
    if (option.group != group) text += ".PP\n.I " + option.group + "\n";
    group = option.group;
    text += ".TP\n" + name_of(option) + "\n" + roff(option.description_with_default()) + "\n";
  }
  return text;
}

std::string synopsis(const Command& command, const std::string& program) {
  std::string text = ".B " + program + " " + command.name + "\n";
  for (const Option& option : command.options.options()) {
    if (option.kind == Option::Kind::positional) text += ".I " + roff(option.flags) + "\n";
    if (option.kind == Option::Kind::positionals) text += "[" + italic(option.flags) + "]...\n";
  }
  return text + "[" + italic("options") + "]\n.br\n";
}

}  // namespace

std::string man_page(const Program& program) {
  std::string text = ".TH RELUSCOPE 1 \"\" \"" + program.name + " " RELUSCOPE_VERSION "\" \"User Commands\"\n" +
                     ".SH NAME\n" + program.name +
                     " \\- find the dead and sparse units of a ReLU network\n.SH SYNOPSIS\n";
  for (const Command& command : program.commands) text += synopsis(command, program.name);
  text += ".SH DESCRIPTION\n" + roff(program.summary) +
          "\nStandard output is the result, as JSON; standard error is for people.\n.SH EXAMPLES\n" +
          examples(program.examples) + ".SH COMMANDS\n";
  for (const Command& command : program.commands) text += section(command, program.name);
  text += ".SH EXIT STATUS\n";
  for (const auto& [code, meaning] : program.exit_codes) text += ".TP\n.B " + code + "\n" + roff(meaning) + "\n";
  return text +
         ".SH ENVIRONMENT\n.TP\n.B NO_COLOR\nif set, no colours are used\n"
         ".TP\n.B TERM\nwith the value dumb, likewise\n"
         ".TP\n.B RELUSCOPE_CPU\nthe vector instructions to use: scalar, sse4, avx2 or avx512 (neon on Arm); without "
         "it, "
         "the best that there are. It changes no result\n";
}

}  // namespace reluscope
