#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace reluscope {

/// The code point at the start of the text, and its length in bytes. A byte that begins no valid sequence counts as one
/// code point, U+FFFD. text: not empty.
struct CodePoint {
  char32_t value = 0;
  std::size_t length = 1;
};
CodePoint first_code_point(std::string_view text);
/// The same at its end.
CodePoint last_code_point(std::string_view text);

/// A blank of any kind: space, tab, no-break, thin, ideographic …
bool is_blank(char32_t c);
/// What cannot be seen, or turns the direction of a text: control characters, marks of byte order, zero-width spaces, …
bool is_hidden(char32_t c);

/// The text without blanks around it.
std::string_view without_blanks(std::string_view text);

}  // namespace reluscope
