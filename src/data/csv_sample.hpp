#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace reluscope {

/// A record as somebody sees it who opens the file: its cells without quotes and blanks around them.
struct SampleRecord {
  std::size_t line = 0;  // counted from the start of the sample, from 1
  std::vector<std::string> cells;
};

/// The first records of a CSV text, empty lines and comments left out. delimiter: a space means runs of blanks. A
/// record that the text cuts off is left out, unless it is the only one.
std::vector<SampleRecord> sample_records(std::string_view text, char delimiter, char comment, std::size_t most);

/// The delimiter with which the first records of the text have equally many cells: a comma, semicolon, bar, tab, or a
/// space for runs of blanks.
char detect_delimiter(std::string_view text, char comment);

/// The length of the line end at the start of the text: LF, CRLF, CR, CR CR LF or LF CR. 0: there is none.
std::size_t line_end_length(std::string_view text);
inline constexpr std::size_t k_longest_line_end = 3;

}  // namespace reluscope
