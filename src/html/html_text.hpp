#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace reluscope {

/// The text on one line, as HTML shows it; nothing in it is markup, also within the quotes of an attribute.
std::string html_plain(const std::string& text);

/// opening: the name of the element and its attributes, as in `td class="n"`; content: markup.
std::string element(std::string_view opening, const std::string& content);

/// The text as code.
std::string html_code(const std::string& text);

/// A command line to be pasted.
std::string html_command(const std::string& command);

/// A part of a page that can be linked to; content: markup.
std::string html_section(const std::string& id, const std::string& heading, const std::string& content);

/// What is folded away until it is wanted.
std::string html_folded(const std::string& summary, const std::string& content);

/// A table, which scrolls by itself where the page is narrow.
struct HtmlTable {
  std::string caption;                         // plain
  std::vector<std::string> heads;              // plain; of a column of numbers with a # before it
  std::vector<std::vector<std::string>> rows;  // markup; the first cell is the head of its row
};
std::string html_table(const HtmlTable& table);

}  // namespace reluscope
