#include "html/html_text.hpp"

#include "support/text.hpp"

namespace reluscope {

std::string html_plain(const std::string& text) {
  std::string escaped;
  for (const char c : one_line(text)) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      case '\'':
        escaped += "&#39;";
        break;
      default:
        escaped += c;
    }
  }
  return escaped;
}

std::string element(std::string_view opening, const std::string& content) {
  const std::string_view name = opening.substr(0, opening.find(' '));
  return "<" + std::string(opening) + ">" + content + "</" + std::string(name) + ">";
}

std::string html_code(const std::string& text) { return element("code", html_plain(text)); }

std::string html_command(const std::string& command) {
  return element("div class=\"command\"", element("pre tabindex=\"0\"", html_code(command))) + "\n";
}

std::string html_section(const std::string& id, const std::string& heading, const std::string& content) {
  return "<section id=\"" + id + "\" aria-labelledby=\"" + id + "-heading\">\n<h2 id=\"" + id + "-heading\">" +
         html_plain(heading) + "</h2>\n" + content + "</section>\n";
}

std::string html_folded(const std::string& summary, const std::string& content) {
  return element("details", element("summary", html_plain(summary)) + "\n" + content) + "\n";
}

std::string html_table(const HtmlTable& table) {
  const auto is_number = [&](std::size_t column) { return table.heads[column].starts_with('#'); };
  std::string head;
  for (std::size_t c = 0; c < table.heads.size(); ++c)
    head += element(is_number(c) ? "th scope=\"col\" class=\"n\"" : "th scope=\"col\"",
                    html_plain(table.heads[c].substr(is_number(c) ? 1 : 0)));
  std::string body;
  for (const std::vector<std::string>& row : table.rows) {
    std::string cells;
    for (std::size_t c = 0; c < row.size(); ++c) {
      const std::string opening = c == 0 ? "th scope=\"row\"" : "td";
      cells += element(opening + (is_number(c) ? " class=\"n\"" : ""), row[c]);
    }
    body += element("tr", cells) + "\n";
  }
  const std::string caption = html_plain(table.caption);
  return "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"" + caption + "\">\n<table>" +
         element("caption", caption) + "\n" + element("thead", element("tr", head)) + "\n" +
         element("tbody", "\n" + body) + "</table></div>\n";
}

}  // namespace reluscope
