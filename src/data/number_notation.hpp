#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace reluscope {

/// A cell that people read as a number: "-1,234.50 €", "(12 %)".
struct WrittenNumber {
  double value = 0;
  std::string separator;  // between groups of thousands; empty: none
  std::string before;     // a currency; empty: none
  std::string after;      // a currency, "%" or the word of a unit; empty: none
  bool depends = false;   // it would be another number, or none, with the other decimal sign
};

/// Reads a cell in which `decimal` (. or ,) comes before the decimals; none if it is no number then. Blanks around it,
/// a sign of any kind (+, -, the Unicode minus, parentheses) and any separator of thousands are understood.
std::optional<WrittenNumber> read_written_number(std::string_view cell, char decimal);

/// Whether the affix is a currency: its sign ("€", "US$") or its code (ISO 4217).
bool is_currency(std::string_view affix);

/// How the numbers of a column are written.
struct NumberNotation {
  char decimal = '.';
  std::string separator;  // of thousands; empty: none, or not seen
  std::string before, after;

  /// The number in the cell; none if it is not written so.
  std::optional<double> read(std::string_view cell) const;

  bool operator==(const NumberNotation&) const = default;
};

}  // namespace reluscope
