#include "support/text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstdlib>

#include "support/elementary.hpp"
#include "support/utf8.hpp"

namespace reluscope {

namespace {

std::string to_shortest_of(auto value) {
  std::array<char, 64> buffer{};
  char* const end = buffer.data() + buffer.size();
  const bool whole = value == std::floor(value) && std::abs(value) < 1e15;
  const auto result = whole ? std::to_chars(buffer.data(), end, value, std::chars_format::fixed)
                            : std::to_chars(buffer.data(), end, value);
  return {buffer.data(), result.ptr};
}

}  // namespace

std::string to_shortest(double value) { return to_shortest_of(value); }
std::string to_shortest(float value) { return to_shortest_of(value); }

std::string to_significant(double value, int digits) {
  if (!std::isfinite(value)) return "not finite";
  std::array<char, 64> buffer{};
  std::snprintf(buffer.data(), buffer.size(), "%.*g", digits, value);
  // what would only be written with an exponent for its trailing zeros is written out
  constexpr double k_large = 1e7;
  const double shown = std::strtod(buffer.data(), nullptr);
  if (std::abs(shown) >= integer_power(10, digits) && std::abs(shown) < k_large)
    std::snprintf(buffer.data(), buffer.size(), "%.0f", shown);
  return buffer.data();
}

std::string input_name(const std::string& path) { return path == "-" ? "standard input" : path; }

std::string one_line(std::string text) {
  if (std::ranges::all_of(text, [](unsigned char c) { return c >= 0x20 && c < 0x7F; })) return text;
  std::string shown;
  for (std::string_view rest = text; !rest.empty();) {
    const CodePoint c = first_code_point(rest);
    std::array<char, 16> name{};
    if (c.value < 0x20 || c.value == 0x7F)
      shown += ' ';
    else if (is_hidden(c.value) &&
             std::snprintf(name.data(), name.size(), "<U+%04X>", static_cast<unsigned>(c.value)) > 0)
      shown += name.data();
    else
      shown += rest.substr(0, c.length);
    rest.remove_prefix(c.length);
  }
  return shown;
}

std::string in_quotes(std::string_view text) {
  constexpr std::size_t k_longest = 60;
  std::size_t length = std::min(text.size(), k_longest);
  while (length < text.size() && length > 0 && (static_cast<unsigned char>(text[length]) & 0xC0) == 0x80)
    --length;  // not within a character
  return "'" + one_line(std::string(text.substr(0, length))) + (length < text.size() ? "…'" : "'");
}

std::string percent(double fraction) { return to_significant(100 * fraction) + " %"; }

std::string with_thousands(std::int64_t value) {
  std::string text = std::to_string(value);
  const std::size_t first_digit = value < 0 ? 1 : 0;
  for (std::size_t i = text.size(); i > first_digit + 3;) text.insert(i -= 3, ",");
  return text;
}

std::string pluralized(std::int64_t count, const std::string& noun) {
  return with_thousands(count) + " " + noun + (count == 1 ? "" : "s");
}

std::vector<std::string> split(const std::string& text, char separator) {
  std::vector<std::string> parts(1);
  for (const char c : text) {
    if (c == separator)
      parts.emplace_back();
    else
      parts.back() += c;
  }
  return parts;
}

std::string joined(const std::vector<std::string>& items, const std::string& separator) {
  std::string text;
  for (std::size_t i = 0; i < items.size(); ++i) text += (i > 0 ? separator : "") + items[i];
  return text;
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
  return text;
}

std::string lower_case(std::string text) {
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return text;
}

std::string join_at_most(const std::vector<std::string>& items, std::size_t most) {
  std::string text;
  for (std::size_t i = 0; i < std::min(items.size(), most); ++i) text += (i > 0 ? ", " : "") + items[i];
  if (items.size() > most) text += ", … (" + std::to_string(items.size()) + " in all)";
  return text;
}

}  // namespace reluscope
