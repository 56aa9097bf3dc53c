#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "data/date_notation.hpp"
#include "data/number_notation.hpp"
#include "support/names.hpp"
#include "support/text.hpp"

namespace reluscope {

enum class ColumnKind { numeric, boolean, date, categorical };

template <>
inline constexpr auto k_words<ColumnKind> = std::to_array<Word<ColumnKind>>({{ColumnKind::numeric, "numeric"},
                                                                             {ColumnKind::boolean, "boolean"},
                                                                             {ColumnKind::date, "date"},
                                                                             {ColumnKind::categorical, "categorical"}});

/// A column that is used, a feature or the target, and how its cells are read.
struct Column {
  std::string name;
  ColumnKind kind = ColumnKind::numeric;
  std::optional<NumberNotation> numbers;  // of a numeric column; none if all its cells are plain numbers
  DateNotation dates;                     // of a date column
  std::array<std::string, 2> booleans;    // of a boolean column: the words for 0 and 1, in lower case
  std::vector<std::string> categories;    // of a categorical column; its cells are indices here
  std::string text;                       // the first cell that is no number, if there are others that are
  std::size_t text_line = 0;              // its line
  std::string reading = "numbers";        // the same for a person
  std::size_t missing = 0;                // cells
  std::optional<double> origin;           // of a date column: its first date
  double offset = 0;                      // what is subtracted from the numbers before they are kept as float32

  /// As messages name it.
  std::string title() const { return "column " + in_quotes(name); }
  bool is_text() const { return kind == ColumnKind::categorical; }
  /// Whether a cell is read as it is, without regard to a notation.
  bool is_plain() const { return kind == ColumnKind::numeric && !numbers; }
  /// A cell of a numeric, boolean or date column as a number; none if it is not written so.
  std::optional<double> read(std::string_view cell) const;
};

/// Whether most of the texts are numbers: the others are then missing or mistyped values.
bool is_mostly_numeric(const std::vector<std::string>& texts);

}  // namespace reluscope
