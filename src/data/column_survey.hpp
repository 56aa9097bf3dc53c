#pragma once

#include <array>
#include <cstddef>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "data/date_notation.hpp"
#include "data/number_notation.hpp"

namespace reluscope {

/// A text that occurs in a column.
struct Occurrence {
  std::string text;
  std::size_t count = 0;
  std::size_t first_line = 0, last_line = 0;
};

/// What the present cells of a column have in common.
class ColumnSurvey {
 public:
  void add(std::string_view cell, std::size_t line);

  std::size_t present() const { return m_present; }

  /// The notation in which every present cell is a number, with this decimal sign; none if there is none.
  std::optional<NumberNotation> numbers(char decimal) const;
  /// Whether some cell would be another number, or none, with the other decimal sign; the first such.
  const std::optional<std::string>& depends_on_decimal() const { return m_depends; }
  /// The first cell that is not a plain number, for an example; the first of all, if all are plain.
  const std::string& example() const { return m_example; }

  /// The notation in which every present cell is a date; none if there is none.
  std::optional<DateNotation> dates(DateOrder order) const;
  /// The first cell whose day and month could be exchanged; none if there is none.
  const std::optional<std::string>& ambiguous_date() const { return m_ambiguous_date; }

  /// The words for 0 and 1, in lower case, if there are no others: "no" and "yes".
  std::optional<std::array<std::string, 2>> booleans() const;

  /// Whether some whole number has more digits than a double holds exactly.
  bool has_long_numbers() const { return m_has_long_numbers; }
  /// Different cells; more than 1,000 are not counted further.
  std::size_t different() const { return m_texts.size(); }
  /// The first cell that is no number; none if all are.
  const std::optional<Occurrence>& first_text() const { return m_first_text; }
  /// Cells that are numbers in some notation.
  std::size_t number_count() const { return m_numbers; }
  /// The most cells that one notation of numbers, or of dates, fits.
  std::size_t most_alike() const;
  /// The cells that the commonest notation does not fit, in order of appearance; some of them, if they are many.
  std::vector<Occurrence> strays() const;

 private:
  static constexpr std::size_t k_no_style = -1, k_other_style = -2;

  /// Numbers with the same affixes and the same separator of thousands.
  struct Style {
    std::string before, after, separator;
    std::size_t count = 0;
  };
  /// What a cell may be.
  struct Traits {
    std::size_t point = k_no_style, comma = k_no_style;  // as a number with this decimal sign: which style
    std::array<bool, 3> dates{};                         // by order
    bool has_time = false, has_date = true;              // of a date

    bool is_number() const { return point != k_no_style || comma != k_no_style; }
  };
  struct Text {
    Occurrence occurrence;
    Traits traits;
  };
  struct TextHash : std::hash<std::string_view> {
    using is_transparent = void;
  };

  /// Of a cell that was not seen before; notes what it is the first of.
  Traits analysed(std::string_view cell, std::size_t line);
  void count(const Traits& traits);
  static std::size_t style_of(const std::optional<WrittenNumber>& number, std::vector<Style>& styles);
  std::optional<NumberNotation> commonest_numbers(char decimal, std::size_t& count) const;
  const std::vector<Style>& with(char decimal) const { return decimal == '.' ? m_point : m_comma; }

  std::size_t m_present = 0, m_numbers = 0, m_timed = 0, m_dateless = 0;
  bool m_has_long_numbers = false;
  std::string m_example;
  bool m_example_is_plain = false;
  std::vector<Style> m_point, m_comma;
  std::optional<std::string> m_depends, m_ambiguous_date;
  std::optional<Occurrence> m_first_text;
  std::array<std::size_t, 3> m_dates{};  // by order
  std::set<std::string> m_words;         // in lower case; at most three
  std::vector<Text> m_texts;             // different cells, as far as they are kept
  std::unordered_map<std::string, std::size_t, TextHash, std::equal_to<>> m_text_index;
};

}  // namespace reluscope
