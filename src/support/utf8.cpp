#include "support/utf8.hpp"

#include <algorithm>

namespace reluscope {
namespace {

constexpr char32_t k_replacement = 0xFFFD;

bool continues(char byte) { return (static_cast<unsigned char>(byte) & 0xC0) == 0x80; }

bool is_within(char32_t c, char32_t first, char32_t last) { return first <= c && c <= last; }

}  // namespace

CodePoint first_code_point(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text.front());
  if (lead < 0x80) return {lead, 1};
  const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() < length) return {k_replacement, 1};
  char32_t value = lead & (0x7FU >> length);
  for (std::size_t i = 1; i < length; ++i) {
    if (!continues(text[i])) return {k_replacement, 1};
    value = value << 6 | (static_cast<unsigned char>(text[i]) & 0x3FU);
  }
  return {value, length};
}

CodePoint last_code_point(std::string_view text) {
  std::size_t begin = text.size() - 1;
  while (begin > 0 && text.size() - begin < 4 && continues(text[begin])) --begin;
  const CodePoint found = first_code_point(text.substr(begin));
  return found.length == text.size() - begin ? found : CodePoint{k_replacement, 1};
}

bool is_blank(char32_t c) {
  return c == ' ' || c == '\t' || c == 0xA0 || c == 0x1680 || is_within(c, 0x2000, 0x200A) || c == 0x202F ||
         c == 0x205F || c == 0x3000;
}

bool is_hidden(char32_t c) {
  return c < 0x20 || is_within(c, 0x7F, 0x9F) || c == 0xAD || c == 0x61C || is_within(c, 0x200B, 0x200F) ||
         is_within(c, 0x2028, 0x202E) || is_within(c, 0x2060, 0x206F) || c == 0xFEFF || is_within(c, 0xFFF9, 0xFFFB);
}

std::string_view without_blanks(std::string_view text) {
  while (!text.empty()) {
    const CodePoint first = first_code_point(text);
    if (!is_blank(first.value)) break;
    text.remove_prefix(first.length);
  }
  while (!text.empty()) {
    const CodePoint last = last_code_point(text);
    if (!is_blank(last.value)) break;
    text.remove_suffix(last.length);
  }
  return text;
}

}  // namespace reluscope
