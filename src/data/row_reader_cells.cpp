// How the cells of a row become numbers.
#include <algorithm>
#include <cmath>
#include <limits>

#include "data/plain_cell_cursor.hpp"
#include "data/row_reader.hpp"
#include "support/number.hpp"
#include "support/shell.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

constexpr double k_missing = std::numeric_limits<double>::quiet_NaN();

/// More digits than a double holds exactly.
bool has_many_digits(std::string_view cell) {
  return cell.size() > std::numeric_limits<double>::digits10 && std::ranges::count_if(cell, [](char c) {
                                                                  return c >= '0' && c <= '9';
                                                                }) > std::numeric_limits<double>::digits10;
}

/// Tabs or blanks of other kinds than spaces around an unquoted cell.
bool has_rare_blanks(std::string_view raw) { return without_rare_blanks(raw).size() < raw.size(); }

}  // namespace

template <class Cursor>
bool RowReader::read_row(Cursor cells, const Record& record) {
  bool complete = true;
  const std::size_t features = feature_count();
  double* const values = m_values.data();
  const char* const is_plain = m_plain.data();
  const bool has_missing_numbers = m_missing_words.has_numbers();
  // 1.000 is a thousand to many who do not separate cells by commas
  const bool may_be_thousands = m_reader.delimiter() != ',' && m_options.decimal == 0 && m_options.thousands.empty();
  for (const std::size_t slot : m_slots) {
    if (!cells.more()) fail_ragged(record);
    if (slot < features && is_plain[slot] != 0 && !has_missing_numbers) {  // what most cells are
      double value = 0;
      if (may_be_thousands && !m_groups_of_three[slot].is_refuted) m_groups_of_three[slot].see(cells.raw());
      if (cells.take_number(value)) {
        values[slot] = value;
        note_decimals(slot, value);
        continue;
      }
    }
    if (slot >= k_group) {
      if (slot == k_empty)
        m_found_value = m_found_value || !without_blanks(cells.take_text()).empty();
      else if (slot == k_group)
        m_group = group_of(cells.take_text(), record);
      else
        cells.skip();
      continue;
    }
    const bool target = slot == features;
    std::string_view text = target ? cells.raw() : std::string_view();
    double value = 0;
    if (may_be_thousands && m_plain[slot] != 0 && !m_groups_of_three[slot].is_refuted)
      m_groups_of_three[slot].see(cells.raw());
    if (m_plain[slot] == 0 || (target && has_many_digits(text)) || !cells.take_number(value)) {
      const std::string_view raw = cells.raw();
      text = cells.take_text();
      value = read_text(m_columns[slot], record, text);
      m_padded[slot] = m_padded[slot] != 0 || has_rare_blanks(raw);
    } else if (m_missing_words.contains(value)) {
      value = k_missing;
    } else {
      note_decimals(slot, value);
    }
    m_values[slot] = value;
    if (std::isnan(value)) {
      complete = false;
      ReadColumn& column = m_columns[slot];
      if (column.column.missing++ == 0) column.missing_line = record.line;
    } else if (target && m_target_values.are_few()) {
      m_target_text = text;
    }
  }
  if (cells.more()) {
    if (!without_blanks(cells.take_text()).empty() || cells.more()) fail_ragged(record);
    ++m_longer_rows;
  }
  const bool is_kept = complete || m_options.missing != MissingPolicy::drop;
  if (m_misfit) {
    if (is_kept) m_reader.fail(record.line, *m_misfit);
    m_misfit.reset();
  }
  return is_kept;
}

void RowReader::misfit(const Record& record, std::string message) {
  if (m_options.missing != MissingPolicy::drop) m_reader.fail(record.line, message);
  if (!m_misfit) m_misfit = std::move(message);
}

double RowReader::read_text(ReadColumn& read, const Record& record, std::string_view text) {
  Column& column = read.column;
  if (column.is_text())
    if (const auto found = read.index.find(text); found != read.index.end()) return static_cast<double>(found->second);
  if (m_missing_words.contains(without_blanks(text))) return k_missing;
  if (read.is_surveyed) {
    read.survey.add(text, record.line);
    return static_cast<double>(category(read, record, text));
  }
  if (column.is_text()) return static_cast<double>(category(read, record, text));

  const std::optional<double> number = column.read(text);
  if (number && column.kind == ColumnKind::date && !column.origin) column.origin = number;
  const bool may_be_label = !read.fixed && !read.is_decided && is_target(read) && has_many_digits(text);
  if (number && is_finite_float(*number) && !may_be_label)
    return m_missing_words.contains(*number) ? k_missing : *number;
  if (number && !may_be_label) {  // inf, nan, 1e99: an error, unless the column turns out to be text
    if (read.infinite_line == 0) read.infinite_line = record.line, read.infinite = text;
    return 0;
  }
  if (read.fixed) {
    misfit(
        record,
        column.title() + ": " + in_quotes(text) + " is not a number, as " +
            (column.is_plain() ? "the column is in " + m_known_to : m_known_to + " has them (" + column.reading + ")") +
            "; fix the cell, or use " + with_list("--na", {std::string(text)}) + " if it means a missing value");
    return 0;
  }
  read.is_surveyed = true;
  m_found_text = true;
  return 0;
}

std::size_t RowReader::category(ReadColumn& column, const Record& record, std::string_view text) {
  const auto found = column.index.find(text);
  if (found != column.index.end()) return found->second;
  std::vector<std::string>& categories = column.column.categories;
  if (column.fixed) {
    misfit(record, column.column.title() + ": " + in_quotes(text) + " does not occur in " + m_known_to +
                       "; correct or remove the row");
    return 0;
  }
  if (categories.size() == m_options.max_categories) {
    if (column.excess_line == 0) column.excess_line = record.line;
    return 0;
  }
  categories.emplace_back(text);
  return column.index.emplace(text, column.index.size()).first->second;
}

std::uint32_t RowReader::group_of(std::string_view text, const Record& record) {
  if (m_missing_words.contains(without_blanks(text)))
    m_reader.fail(record.line,
                  "column " + in_quotes(m_options.group) + ": a missing value in the column of --group; fill it in");
  if (const auto found = m_groups.find(text); found != m_groups.end()) return found->second;
  return m_groups.emplace(text, static_cast<std::uint32_t>(m_groups.size())).first->second;
}

template bool RowReader::read_row(CellCursor, const Record&);
template bool RowReader::read_row(PlainCellCursor, const Record&);

}  // namespace reluscope
