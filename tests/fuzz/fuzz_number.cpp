// Lines of any bytes as cells with numbers: the three readers of plain numbers against strtod, that of written numbers
// ("1.234,50 €") against what is left when all but digits is taken off.

#include <bit>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <regex>
#include <string>
#include <vector>

#include "data/number_notation.hpp"
#include "data/utf8_check.hpp"
#include "fuzzer.hpp"
#include "support/number.hpp"
#include "support/short_decimal.hpp"
#include "support/text.hpp"

namespace {

using namespace reluscope;

bool same(double a, double b) {
  return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b) || (std::isnan(a) && std::isnan(b));
}

/// How many characters strtod takes for the number, of the forms that are allowed: no blanks before it, no hexadecimal.
std::size_t naive_number(const std::string& text, double& value) {
  const std::size_t sign = text.starts_with('+') || text.starts_with('-') ? 1 : 0;
  const char first = text.size() > sign ? text[sign] : '\0';
  if (std::string_view("0123456789.iInN").find(first) == std::string_view::npos || first == '\0') return 0;
  const std::size_t x = text.find_first_of("xX", sign);
  const bool is_hexadecimal = x == sign + 1 && first == '0';
  const std::string read = is_hexadecimal ? text.substr(0, x) : text;
  char* end = nullptr;
  value = std::strtod(read.c_str(), &end);
  return static_cast<std::size_t>(end - read.c_str());
}

void check_plain(const std::string& cell) {
  double expected = 0, value = 0;
  const std::size_t length = naive_number(cell, expected);
  const char* const begin = cell.data();
  const auto taken = static_cast<std::size_t>(parse_number(begin, begin + cell.size(), value) - begin);
  expect(taken == length, "a number is as long as strtod says");
  expect(taken == 0 || same(value, expected), "a number has the value that strtod gives");

  const std::string padded = std::string(k_short_decimal, '7') + cell + '\n';
  const char* const short_begin = padded.data() + k_short_decimal;
  if (parse_short_decimal(short_begin, short_begin + cell.size(), value))
    expect(length == cell.size() && same(value, expected), "a short decimal is a number, with its value");
}

/// Whether it is what strtod makes of the text, or its neighbour, which as float32 is what strtof makes of it: a double
/// halfway between two floats does not say on which side of it the text is.
bool is_value_of(double value, const std::string& text) {
  const double expected = std::strtod(text.c_str(), nullptr);
  const bool is_neighbour = value == std::nextafter(expected, 1e308) || value == std::nextafter(expected, -1e308);
  return same(value, expected) || (is_neighbour && static_cast<float>(value) == std::strtof(text.c_str(), nullptr));
}

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (std::size_t at = text.find(from); !from.empty() && at != std::string::npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
}

/// A written number with its affixes, signs, blanks and separators taken off, as strtod reads it.
struct BareNumber {
  std::string digits;
  bool is_negative = false;
};

BareNumber bare(std::string cell, const WrittenNumber& number, char decimal) {
  BareNumber result;
  if (!number.after.empty()) cell.erase(cell.rfind(number.after), number.after.size());
  if (!number.before.empty()) cell.erase(cell.find(number.before), number.before.size());
  for (const std::string_view minus : {"\u2212", "\u2013", "\uFE63", "\uFF0D"}) replace_all(cell, minus, "-");
  for (const std::string_view blank :
       {"\u00A0", "\u1680", "\u2000", "\u2001", "\u2002", "\u2003", "\u2004", "\u2005", "\u2006", "\u2007", "\u2008",
        "\u2009", "\u200A", "\u202F", "\u205F", "\u3000", " ", "\t"})
    replace_all(cell, blank, "");
  replace_all(cell, number.separator, "");
  for (std::size_t i = 0; i < cell.size(); ++i) {
    const char c = cell[i];
    const bool is_of_exponent = i > 0 && (cell[i - 1] == 'e' || cell[i - 1] == 'E');
    if ((c == '-' || c == '+') && is_of_exponent)
      result.digits += c;
    else if (c == '-' || c == '(')
      result.is_negative = true;
    else if (c == decimal)
      result.digits += '.';
    else if (c != '+' && c != ')')
      result.digits += c;
  }
  return result;
}

/// The digits and separators at their place in the cell.
void check_groups(const std::string& cell, const WrittenNumber& number, char decimal) {
  std::string whole = cell.substr(cell.find_first_of("0123456789"));
  whole = whole.substr(0, whole.find(decimal));
  replace_all(whole, number.separator, "_");
  whole = whole.substr(0, whole.find_first_not_of("0123456789_"));
  static const std::regex k_threes("[1-9][0-9]{0,2}(_[0-9]{3})+_?"), k_twos("[1-9][0-9]?(_[0-9]{2})+_[0-9]{3}_?");
  expect(std::regex_match(whole, k_threes) || std::regex_match(whole, k_twos), "thousands are in groups of three");
}

void check_written(const std::string& cell, char decimal) {
  const std::optional<WrittenNumber> number = read_written_number(cell, decimal);
  double plain = 0;
  const bool is_plain = !cell.empty() && cell.find_first_of("nNiI") == std::string::npos &&
                        naive_number(cell, plain) == cell.size() && is_finite_float(plain);
  if (is_plain && decimal == '.')
    expect(number && is_value_of(number->value, cell) && number->separator.empty() && number->before.empty() &&
               number->after.empty(),
           "a plain number is a written one too");
  if (!number) return;
  expect(is_finite_float(number->value), "a written number is finite");
  const BareNumber naive = bare(cell, *number, decimal);
  char* end = nullptr;
  std::strtod(naive.digits.c_str(), &end);
  expect(*end == '\0' && end != naive.digits.c_str(), "a written number is digits, but for what is taken off");
  expect(is_value_of(number->value, (naive.is_negative ? "-" : "") + naive.digits),
         "a written number has the value of its digits");
  if (!number->separator.empty()) check_groups(cell, *number, decimal);

  const NumberNotation notation{decimal, number->separator, number->before, number->after};
  const std::optional<double> again = notation.read(cell);
  expect(again && same(*again, number->value), "a number is read by its own notation");
}

/// As every cell of a file is: UTF-8 without a NUL.
bool is_text(const std::string& cell) {
  Utf8Check check;
  return !check.add(cell) && !check.end();
}

void fuzz_number(std::string_view input) {
  for (const std::string& cell : short_lines(input)) {
    if (!is_text(cell)) continue;
    check_plain(cell);
    for (const char decimal : {'.', ','}) check_written(cell, decimal);
  }
}

const RegisterFuzzer k_number{{"number", fuzz_number}};

}  // namespace
