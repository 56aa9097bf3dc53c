#include "support/shell.hpp"

#include <algorithm>
#include <cctype>

#include "support/text.hpp"

namespace reluscope {
namespace {

bool is_plain(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || std::string_view("_./:@%+,-").find(c) != std::string::npos;
}

}  // namespace

std::string shell_word(std::string_view text) {
  if (!text.empty() && std::ranges::all_of(text, is_plain)) return std::string(text);
  const auto is_control = [](unsigned char c) { return c < 0x20 || c == 0x7F; };
  if (std::ranges::none_of(text, is_control)) return "'" + replaced(std::string(text), "'", "'\\''") + "'";
  // bash, zsh and ksh; nothing else can write a line end on one line
  std::string word = "$'";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '\'' || c == '\\') word += '\\';
    if (is_control(byte))
      word += std::string("\\") + static_cast<char>('0' + byte / 64) + static_cast<char>('0' + byte / 8 % 8) +
              static_cast<char>('0' + byte % 8);
    else
      word += c;
  }
  return word + "'";
}

std::string path_word(const std::string& path) {
  return shell_word(path.starts_with('-') && path != "-" ? "./" + path : path);
}

std::string with_value(const std::string& flag, const std::string& value) {
  return flag + (value.starts_with('-') ? "=" : " ") + shell_word(value);
}

std::string with_list(const std::string& flag, const std::vector<std::string>& items) {
  std::vector<std::string> escaped;
  for (const std::string& item : items) escaped.push_back(replaced(replaced(item, "\\", "\\\\"), ",", "\\,"));
  return with_value(flag, joined(escaped, ","));
}

std::vector<std::string> list_items(std::string_view list) {
  std::vector<std::string> items(1);
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (list[i] == ',') {
      items.emplace_back();
    } else {
      const bool escapes = list[i] == '\\' && i + 1 < list.size() && (list[i + 1] == ',' || list[i + 1] == '\\');
      items.back() += list[escapes ? ++i : i];
    }
  }
  return items;
}

}  // namespace reluscope
