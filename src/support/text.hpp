#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace reluscope {

/// The shortest text that reads back as the same number: 0.1, 1e-08; a whole number without an exponent: 100000.
std::string to_shortest(double value);
std::string to_shortest(float value);
/// To so many significant digits, without trailing zeros: 0.448, 123000, 1.23e+09.
std::string to_significant(double value, int digits = 3);
/// Somebody's text within a message: in single quotes, cut off if it is long, on one line and without control bytes.
std::string in_quotes(std::string_view text);
/// The text with a space for every control byte, line ends included; other characters that cannot be seen, or turn the
/// direction of a text, by their names: <U+FEFF>.
std::string one_line(std::string text);
/// What an input is called in messages: "standard input" for "-", else its path.
std::string input_name(const std::string& path);
/// 0.448 as "44.8 %".
std::string percent(double fraction);
/// 6570 as "6,570".
std::string with_thousands(std::int64_t value);
/// "1 unit", "2 units".
std::string pluralized(std::int64_t count, const std::string& noun);
/// The parts of the text, cut at every separator; one, if only an empty one, at the least.
std::vector<std::string> split(const std::string& text, char separator);
/// The items with a separator between them.
std::string joined(const std::vector<std::string>& items, const std::string& separator);
/// The text with every `from` (not empty) as `to`.
std::string replaced(std::string text, const std::string& from, const std::string& to);
/// ASCII letters in lower case.
std::string lower_case(std::string text);
/// "a, b, c", at most `most` of them, then "… (12 in all)".
std::string join_at_most(const std::vector<std::string>& items, std::size_t most = 12);

}  // namespace reluscope
