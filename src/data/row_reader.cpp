#include "data/row_reader.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "data/number_notation.hpp"
#include "data/plain_cell_cursor.hpp"
#include "support/error.hpp"
#include "support/number.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

constexpr std::size_t k_first_restart = 4096, k_restart_factor = 16;  // rows
constexpr std::size_t k_first_rows = 256;

/// What to subtract from numbers of which these are the first, so that float32 keeps their differences: their median,
/// if it is large beside their spread. One outlier, even the first value, has no say in either.
double offset_for(std::vector<double> numbers) {
  std::erase_if(numbers, [](double x) { return std::isnan(x); });
  if (numbers.empty()) return 0;
  std::ranges::sort(numbers);
  const std::size_t n = numbers.size();
  const double median = numbers[n / 2], spread = numbers[n - 1 - n / 4] - numbers[n / 4];  // between quartiles
  return std::abs(median) > 16 * spread ? median : 0;
}

}  // namespace

void RowReader::GroupsOfThree::see(std::string_view cell) {
  if (cell.find('.') == std::string_view::npos) return;
  const std::optional<WrittenNumber> number = read_written_number(cell, ',');
  is_refuted = !number || number->separator != ".";
  if (example.empty() && !is_refuted) example = without_blanks(cell);
}

RowReader::ReadColumn::ReadColumn(Column known, bool is_fixed) : column(std::move(known)), fixed(is_fixed) {
  column.missing = 0;
  for (const std::string& category : column.categories) index.emplace(category, index.size());
}

void RowReader::ReadColumn::reset() {
  survey = {};
  infinite_line = missing_line = excess_line = 0;
  column.missing = 0;
  if (fixed) return;
  column.origin.reset();
  column.categories.clear();
  index.clear();
}

RowReader::RowReader(CsvReader& reader, const TableOptions& options, std::size_t width)
    : m_reader(reader),
      m_options(options),
      m_missing_words(options.na_tokens),
      m_slots(width, k_unused),
      m_target_values(options.max_categories) {}

void RowReader::add_column(std::size_t position, const Column& column, bool fixed) {
  m_slots[position] = m_columns.size();
  ReadColumn& added = m_columns.emplace_back(column, fixed);
  if (fixed) return;
  const bool is_declared = std::ranges::find(m_options.categorical, column.name) != m_options.categorical.end();
  if (is_declared) {
    added.column.kind = ColumnKind::categorical;
    added.column.reading = "categories";
  }
  // a plain number may then be another
  added.is_surveyed = !is_declared && (m_options.decimal == ',' || !m_options.thousands.empty());
}

bool RowReader::read_rows(Table& table) {
  for (;;) {
    const Pass result = pass(table);
    if (result == Pass::not_empty) return false;
    if (result == Pass::complete && !decide()) break;
    restart(m_reader, m_options);
  }
  check_cells();
  table.options = m_options;
  return true;
}

std::vector<std::string> RowReader::final_notes() const {
  std::vector<std::string> notes;
  if (m_longer_rows > 0)
    notes.push_back(pluralized(static_cast<std::int64_t>(m_longer_rows), "row") +
                    (m_longer_rows == 1 ? " ends" : " end") +
                    " with one delimiter more than the header; it is ignored");
  for (std::size_t c = 0; c < m_columns.size(); ++c)
    if (m_padded[c] != 0 && m_columns[c].column.is_plain())
      notes.push_back(m_columns[c].column.title() +
                      " is read as numbers: tabs and other blanks around them are left out");
  for (std::size_t c = 0; c < m_columns.size(); ++c)
    if (m_groups_of_three[c].are_all() && m_columns[c].column.is_plain())
      notes.push_back(m_columns[c].column.title() +
                      " is read as numbers with a decimal point: " + in_quotes(m_groups_of_three[c].example) + " is " +
                      to_shortest(parse_number(m_groups_of_three[c].example).value_or(0)) +
                      "; if it is a thousand and more, use --thousands .");
  return notes;
}

Table RowReader::read_first(std::size_t rows) {
  m_most_rows = rows;
  Table table;
  read_rows(table);  // no column is expected to be empty
  table.has_target = m_has_target;
  table.notes = m_notes;
  table.delimiter = m_reader.delimiter();
  for (ReadColumn& read : m_columns) {
    read.fixed = true;
    table.columns.push_back(read.column);
  }
  m_known_to = "the first " + pluralized(static_cast<std::int64_t>(table.rows_read), "row");
  m_has_offsets = true;
  return table;
}

bool RowReader::read_more(std::size_t rows, Table& table) {
  m_most_rows = rows;
  forget_rows(table);
  read_records(table);
  check_cells();
  for (std::size_t c = 0; c < m_columns.size(); ++c) table.columns[c].missing = m_columns[c].column.missing;
  return table.rows_read > 0;
}

std::optional<Table> RowReader::read() {
  Table table;
  if (!read_rows(table)) return std::nullopt;
  if (table.cells.rows() == 0)
    throw UserError(
        m_reader.name() +
        ": every row has a missing cell and was dropped; use --missing mean, or --drop the columns with gaps");
  table.notes = std::move(m_notes);
  for (std::string& note : final_notes()) table.notes.push_back(std::move(note));
  table.sha256 = m_reader.sha256();
  table.delimiter = m_reader.delimiter();
  table.target_values = m_target_values.take();
  for (ReadColumn& column : m_columns) table.columns.push_back(std::move(column.column));
  return table;
}

void restart(CsvReader& reader, const TableOptions& options) {
  reader.rewind();
  Record header;
  if (options.header) reader.next(header);
}

void RowReader::forget_rows(Table& table) {
  table.cells.clear();
  table.targets.clear();
  table.lines.clear();
  table.groups.clear();
  table.rows_read = table.rows_dropped = 0;
  m_first_rows.clear();
}

RowReader::Pass RowReader::pass(Table& table) {
  table.cells = Cells(feature_count());
  forget_rows(table);
  m_found_text = m_found_value = false;
  m_longer_rows = 0;
  m_values.resize(m_columns.size());
  m_target_values = TargetValues(m_options.max_categories);
  for (ReadColumn& column : m_columns) column.reset();
  m_has_decimals.assign(m_columns.size(), 0);
  m_groups_of_three.assign(m_columns.size(), {});
  m_offsets.assign(m_columns.size(), 0);
  m_padded.assign(m_columns.size(), 0);
  m_plain.clear();
  for (const ReadColumn& column : m_columns) m_plain.push_back(column.column.is_plain() && !column.is_surveyed);
  const Pass result = read_records(table);
  if (table.rows_read == 0) m_reader.fail(1, "the file ends before the first row of data");
  return result;
}

RowReader::Pass RowReader::read_records(Table& table) {
  std::size_t restart_at = k_first_restart;
  for (Record record; table.rows_read < m_most_rows && m_reader.next(record);) {
    if (m_found_value) return Pass::not_empty;
    // not at once, to find all text columns together; and ever more seldom, so that the rows read in vain stay few
    if (table.rows_read == restart_at) {
      if (m_found_text) return Pass::found_text;
      restart_at *= k_restart_factor;
    }
    if (table.rows_read == 0) m_first_line = record.line;
    m_last_line = record.line;
    ++table.rows_read;
    const bool keep = record.cell_ends.empty() ? read_row(CellCursor(m_reader, record), record)
                                               : read_row(PlainCellCursor(record), record);
    keep ? keep_row(table, record.line) : void(++table.rows_dropped);
  }
  if (table.lines.size() <= k_first_rows) keep_first_rows(table);
  if (m_found_value) return Pass::not_empty;
  return m_found_text ? Pass::found_text : Pass::complete;
}

void RowReader::keep_row(Table& table, std::size_t line) {
  if (m_has_target) {
    table.targets.push_back(m_values.back());
    if (!m_columns.back().column.is_text() && !std::isnan(m_values.back()))
      m_target_values.add(m_values.back(), [this] { return without_blanks(m_target_text); });
  }
  table.lines.push_back(static_cast<std::uint32_t>(line));
  if (!m_groups.empty()) table.groups.push_back(m_group);
  if (table.lines.size() <= k_first_rows) {
    m_first_rows.insert(m_first_rows.end(), m_values.begin(), m_values.end());
    return;
  }
  if (table.cells.rows() == 0) keep_first_rows(table);
  const std::span<float> row = table.cells.add_row();
  for (std::size_t c = 0; c < row.size(); ++c) row[c] = static_cast<float>(m_values[c] - m_offsets[c]);
}

void RowReader::keep_first_rows(Table& table) {
  const std::size_t width = m_columns.size(), rows = m_first_rows.size() / width;
  for (std::size_t c = 0; c < feature_count(); ++c) {
    Column& column = m_columns[c].column;
    m_offsets[c] = column.offset;
    if (m_columns[c].fixed && m_has_offsets) continue;
    std::vector<double> numbers;
    for (std::size_t j = 0; j < rows; ++j) numbers.push_back(m_first_rows[j * width + c]);
    column.offset = column.is_text() || m_columns[c].is_surveyed ? 0 : offset_for(std::move(numbers));
    m_offsets[c] = column.offset;
  }
  for (std::size_t j = 0; j < rows; ++j) {
    const std::span<float> row = table.cells.add_row();
    for (std::size_t c = 0; c < row.size(); ++c)
      row[c] = static_cast<float>(m_first_rows[j * width + c] - m_offsets[c]);
  }
}

}  // namespace reluscope
