// What the columns turn out to be once their rows are read.
#include <algorithm>
#include <utility>

#include "data/column_kinds.hpp"
#include "data/row_reader.hpp"
#include "support/name_index.hpp"

namespace reluscope {

bool RowReader::decide() {
  std::vector<SurveyedColumn> surveyed;
  FileEvidence file{.name = m_reader.name(),
                    .delimiter = m_reader.delimiter(),
                    .first_line = m_first_line,
                    .last_line = m_last_line,
                    .leaves_texts_out = m_leaves_out_texts,
                    .missing = missing_cells()};
  for (std::size_t c = 0; c < m_columns.size(); ++c) {
    ReadColumn& column = m_columns[c];
    if (column.is_surveyed) surveyed.push_back({column.column, column.survey, is_target(column)});
    file.has_decimal_points = file.has_decimal_points || m_has_decimals[c] != 0;
  }
  if (surveyed.empty()) return false;

  const auto has_comma = [](const SurveyedColumn& s) { return s.survey.numbers(',') && !s.survey.numbers('.'); };
  if (file.has_decimal_points && m_options.decimal == 0 && std::ranges::any_of(surveyed, has_comma)) {
    // then "1.234" may be a thousand and more: columns of plain numbers are judged beside the others
    for (std::size_t c = 0; c < m_columns.size(); ++c)
      m_columns[c].is_surveyed = m_columns[c].is_surveyed || m_has_decimals[c] != 0;
    return true;
  }
  m_notes = decide_kinds(surveyed, file, m_options);
  bool again = false;
  for (ReadColumn& column : m_columns) {
    again = again || (column.is_surveyed && !column.column.is_text());
    column.is_decided = column.is_decided || column.is_surveyed;
    column.is_surveyed = false;
  }
  if (m_leaves_out_texts && leave_out_texts()) again = true;
  return again;
}

bool RowReader::leave_out_texts() {
  const NameIndex wanted(m_wanted);
  std::vector<ReadColumn> used;
  std::vector<std::size_t> slots;  // of the columns so far
  std::vector<Column> left_out;
  for (ReadColumn& read : m_columns) {
    const Column& known = read.column;
    const bool is_used = known.kind == ColumnKind::numeric || wanted.contains(known.name) || is_target(read);
    slots.push_back(is_used ? used.size() : k_unused);
    if (is_used)
      used.push_back(std::move(read));
    else
      left_out.push_back(std::move(read.column));
  }
  m_columns = std::move(used);
  for (std::size_t& slot : m_slots)
    if (slot < k_group) slot = slots[slot];
  m_left_out.insert(m_left_out.begin(), left_out.begin(), left_out.end());
  return !left_out.empty();
}

}  // namespace reluscope
