#include "report/github_text.hpp"

#include "support/text.hpp"

namespace reluscope {
namespace {

std::string in_message(const std::string& text) {
  return one_line(replaced(replaced(replaced(text, "%", "%25"), "\r", "%0D"), "\n", "%0A"));
}

std::string in_property(const std::string& text) {
  return replaced(replaced(in_message(text), ":", "%3A"), ",", "%2C");
}

std::string_view command_of(Severity severity) {
  switch (severity) {
    case Severity::info:
      return "notice";
    case Severity::warning:
      return "warning";
    case Severity::error:
      return "error";
  }
  return "";
}

}  // namespace

std::string github_annotation(Severity severity, const std::string& title, const std::string& message) {
  return "::" + std::string(command_of(severity)) + " title=" + in_property(title) + "::" + in_message(message) + "\n";
}

std::string github_annotations(const std::vector<std::string>& reasons) {
  std::string text;
  for (const std::string& reason : reasons) text += github_annotation(Severity::error, "reluscope verdict", reason);
  return text;
}

}  // namespace reluscope
