#pragma once

#include <string_view>

#include "data/csv_reader.hpp"
#include "support/number.hpp"
#include "support/short_decimal.hpp"

namespace reluscope {

/// Walks over the cells of a record without quotes, as CellCursor does, but faster: it knows where they end.
class PlainCellCursor {
 public:
  /// record: with its cell ends.
  explicit PlainCellCursor(const Record& record)
      : m_position(record.begin), m_end(record.cell_ends.data()), m_last(m_end + record.cell_ends.size()) {}

  bool more() const { return m_end != m_last; }

  bool take_number(double& value) {
    double short_value = 0;  // its address goes nowhere, so that it stays in a register
    if (parse_short_decimal(m_position, *m_end, short_value))
      value = short_value;
    else if (!parse_long(value))
      return false;
    if (may_be_halfway(value)) value = on_its_side(value, m_position, *m_end);
    skip();
    return true;
  }

  std::string_view take_text() {
    const char* begin = m_position;
    const char* end = *m_end;
    while (begin < end && *begin == ' ') ++begin;
    while (end > begin && end[-1] == ' ') --end;
    skip();
    return without_rare_blanks({begin, end});
  }

  /// The next cell as it is.
  std::string_view raw() const { return {m_position, *m_end}; }

  void skip() { m_position = *m_end++ + 1; }

 private:
  bool parse_long(double& value) const {
    double long_value = 0;
    if (m_position == *m_end || parse_number(m_position, *m_end, long_value) != *m_end || !is_finite_float(long_value))
      return false;
    value = long_value;
    return true;
  }

  const char* m_position;
  const char* const* m_end;  // of the next cell
  const char* const* m_last;
};

}  // namespace reluscope
