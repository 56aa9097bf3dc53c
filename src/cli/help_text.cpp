#include "cli/help_text.hpp"

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

}  // namespace

std::string description_text(const Manual& program) { return with_examples(program.summary, program.examples); }

std::string description_text(const Command& command) { return with_examples(command.summary, command.examples); }

std::string exit_codes_text(const Manual& program) {
  std::string text = "Exit codes:\n";
  for (const auto& [code, meaning] : program.exit_codes)
    text += "  " + code + std::string(10 - code.size(), ' ') + meaning + "\n";
  text.pop_back();
  return text;
}

}  // namespace reluscope
