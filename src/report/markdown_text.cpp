#include "report/markdown_text.hpp"

#include <string_view>

#include "support/text.hpp"

namespace reluscope {

std::string markdown_plain(const std::string& text) {
  std::string escaped;
  for (const char c : one_line(text)) {
    if (std::string_view("\\`*_{}[]<>#|~$&@").find(c) != std::string_view::npos) escaped += '\\';
    escaped += c;
  }
  return escaped;
}

std::string markdown_code(const std::string& text) {
  return "`" + replaced(replaced(one_line(text), "`", "'"), "|", "\\|") + "`";
}

std::string markdown_row(const std::vector<std::string>& cells) { return "| " + joined(cells, " | ") + " |\n"; }

}  // namespace reluscope
