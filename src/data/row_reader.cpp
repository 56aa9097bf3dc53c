#include "data/row_reader.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "data/plain_cell_cursor.hpp"
#include "support/error.hpp"
#include "support/number.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

constexpr double k_missing = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t k_rows_between_restarts = 4096;

/// "3,14": written with a comma where this program reads a point.
bool has_decimal_comma(std::string text) {
  std::ranges::replace(text, ',', '.');
  return text.find('.') != std::string::npos && parse_number(text);
}

std::string not_a_number(const Column& column) {
  const std::string what = "column " + in_quotes(column.name) + ": " + in_quotes(column.text) + " is not a number; ";
  if (has_decimal_comma(column.text)) return what + "write decimals with a point, not a comma";
  return what + "fix the cell, use --na " + in_quotes(column.text) + " if it means a missing value, or --drop " +
         column.name;
}

}  // namespace

RowReader::ReadColumn::ReadColumn(const Column& known, bool is_fixed) : column(known), fixed(is_fixed) {
  for (const std::string& category : column.categories) index.emplace(category, index.size());
}

void RowReader::ReadColumn::reset() {
  infinite_line = 0;
  if (fixed) return;
  column.categories.clear();
  index.clear();
}

RowReader::RowReader(CsvReader& reader, const TableOptions& options, std::size_t width)
    : m_reader(reader), m_options(options), m_slots(width, k_unused) {
  for (const std::string& token : options.na_tokens)
    if (const std::optional<double> number = parse_number(token); number && !std::isnan(*number))
      m_na_numbers.push_back(static_cast<float>(*number));
}

void RowReader::add_column(std::size_t position, const Column& column, bool fixed) {
  m_slots[position] = m_columns.size();
  m_columns.emplace_back(column, fixed);
}

Table RowReader::read() {
  Table table;
  while (!try_read(table)) {
    m_reader.rewind();
    Record header;
    if (m_options.header) m_reader.next(header);
  }
  if (table.cells.rows() == 0)
    throw UserError(
        m_reader.name() +
        ": every row has a missing cell and was dropped; use --missing mean, or --drop the columns with gaps");
  table.options = m_options;
  table.sha256 = m_reader.sha256();
  table.delimiter = m_reader.delimiter();
  for (ReadColumn& column : m_columns) {
    check(column);
    table.columns.push_back(std::move(column.column));
  }
  return table;
}

bool RowReader::try_read(Table& table) {
  table.cells = Cells(m_columns.size() - 1);
  table.targets.clear();
  table.lines.clear();
  table.rows_read = table.rows_dropped = 0;
  m_found_text = false;
  m_values.resize(m_columns.size());
  for (ReadColumn& column : m_columns) column.reset();
  for (Record record; m_reader.next(record);) {
    // a little further, to find all text columns at once
    if (m_found_text && table.rows_read % k_rows_between_restarts == 0) return false;
    ++table.rows_read;
    const bool keep = record.cell_ends.empty() ? read_row(CellCursor(m_reader, record), record)
                                               : read_row(PlainCellCursor(record), record);
    if (!keep) {
      ++table.rows_dropped;
      continue;
    }
    const std::span<float> row = table.cells.add_row();
    for (std::size_t c = 0; c < row.size(); ++c) row[c] = static_cast<float>(m_values[c]);
    table.targets.push_back(m_values.back());
    table.lines.push_back(static_cast<std::uint32_t>(record.line));
  }
  if (table.rows_read == 0) m_reader.fail(1, "the file ends before the first row of data");
  return !m_found_text;
}

template <class Cursor>
bool RowReader::read_row(Cursor cells, const Record& record) {
  bool complete = true;
  for (const std::size_t slot : m_slots) {
    if (!cells.more()) fail_ragged(record);
    if (slot == k_unused) {
      cells.skip();
      continue;
    }
    ReadColumn& column = m_columns[slot];
    double value = 0;
    if (column.column.is_text || !cells.take_number(value))
      value = read_text(column, record, cells.take_text());
    else if (is_na(value))
      value = k_missing;
    m_values[slot] = value;
    if (!std::isnan(value)) continue;
    complete = false;
    check_may_be_missing(column, record);
  }
  if (cells.more()) fail_ragged(record);
  return complete || m_options.missing != MissingPolicy::drop;
}

bool RowReader::is_na(double number) const {
  return std::ranges::find(m_na_numbers, static_cast<float>(number)) != m_na_numbers.end();
}

double RowReader::read_text(ReadColumn& column, const Record& record, std::string_view text) {
  if (std::ranges::find(m_options.na_tokens, text) != m_options.na_tokens.end()) return k_missing;
  if (column.column.is_text) return static_cast<double>(category(column, record, text));

  const std::optional<double> number = parse_number(text);
  if (number && is_finite_float(*number)) return is_na(*number) ? k_missing : *number;
  if (number) {  // inf, nan, 1e99: an error, unless the column turns out to be text
    if (column.infinite_line == 0) column.infinite_line = record.line, column.infinite = text;
    return 0;
  }
  column.column.text_line = record.line;
  column.column.text = text;
  if (column.fixed) m_reader.fail(record.line, not_a_number(column.column));
  column.column.is_text = true;
  m_found_text = true;
  return static_cast<double>(category(column, record, text));
}

std::size_t RowReader::category(ReadColumn& column, const Record& record, std::string_view text) {
  const auto found = column.index.find(text);
  if (found != column.index.end()) return found->second;
  std::vector<std::string>& categories = column.column.categories;
  if (column.fixed)
    m_reader.fail(record.line, "column " + in_quotes(column.column.name) + ": " + in_quotes(text) +
                                   " does not occur in the training file; correct or remove the row");
  categories.emplace_back(text);
  if (categories.size() > m_options.max_categories) fail_too_many(column, record);
  return column.index.emplace(text, column.index.size()).first->second;
}

void RowReader::check_may_be_missing(const ReadColumn& column, const Record& record) const {
  const bool may =
      m_options.missing == MissingPolicy::drop || (m_options.missing == MissingPolicy::mean && !is_target(column));
  if (may) return;
  const std::string cure = is_target(column) ? " (a target is never filled in)" : " or mean";
  m_reader.fail(record.line, "column " + in_quotes(column.column.name) + ": missing value; use --missing drop" + cure);
}

void RowReader::check(const ReadColumn& read) const {
  const Column& column = read.column;
  if (!column.is_text && read.infinite_line != 0)
    m_reader.fail(read.infinite_line, "column " + in_quotes(column.name) + ": " + in_quotes(read.infinite) +
                                          " is not a finite float32 number; fix the cell, or use --na " +
                                          in_quotes(read.infinite) + " to read it as missing");
  const bool declared = std::ranges::find(m_options.features, column.name) != m_options.features.end();
  if (column.is_text && declared && is_mostly_numeric(column.categories))
    m_reader.fail(column.text_line, not_a_number(column));
}

void RowReader::fail_too_many(const ReadColumn& read, const Record& record) const {
  const Column& column = read.column;
  if (is_mostly_numeric(column.categories)) m_reader.fail(column.text_line, not_a_number(column));
  if (has_decimal_comma(column.text)) m_reader.fail(column.text_line, not_a_number(column));
  const std::string found = "column " + in_quotes(column.name) + ": more than " +
                            std::to_string(m_options.max_categories) + " different texts";
  const std::string raise = "raise --max-categories";
  if (is_target(read)) m_reader.fail(record.line, found + " to classify; name another --target, or " + raise);
  m_reader.fail(record.line, found + ", an identifier? Use --drop " + column.name + ", or " + raise);
}

void RowReader::fail_ragged(const Record& record) const {
  std::size_t cells = 0;
  for (CellCursor cursor(m_reader, record); cursor.more(); ++cells) cursor.skip();
  const std::string cure = m_options.header ? "the header has " : "the first row has ";
  m_reader.fail(record.line, pluralized(static_cast<std::int64_t>(cells), "cell") + " where " + cure +
                                 std::to_string(m_slots.size()) +
                                 "; fix the row, quote cells that hold the delimiter '" +
                                 (m_reader.delimiter() == '\t' ? "tab" : std::string(1, m_reader.delimiter())) +
                                 "', or set --delimiter");
}

}  // namespace reluscope
