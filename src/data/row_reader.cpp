#include "data/row_reader.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "data/column_kinds.hpp"
#include "data/plain_cell_cursor.hpp"
#include "support/error.hpp"
#include "support/number.hpp"
#include "support/shell.hpp"
#include "support/text.hpp"
#include "support/utf8.hpp"

namespace reluscope {
namespace {

constexpr double k_missing = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t k_rows_between_restarts = 4096;
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

/// More digits than a double holds exactly.
bool has_many_digits(std::string_view cell) {
  return cell.size() > std::numeric_limits<double>::digits10 && std::ranges::count_if(cell, [](char c) {
                                                                  return c >= '0' && c <= '9';
                                                                }) > std::numeric_limits<double>::digits10;
}

/// Tabs or blanks of other kinds than spaces around an unquoted cell.
bool has_rare_blanks(std::string_view raw) { return without_rare_blanks(raw).size() < raw.size(); }

}  // namespace

void RowReader::GroupsOfThree::see(std::string_view cell) {
  if (is_refuted || cell.find('.') == std::string_view::npos) return;
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
  for (Record record; table.rows_read < m_most_rows && m_reader.next(record);) {
    // a little further, to find all text columns at once
    if (m_found_value) return Pass::not_empty;
    if (m_found_text && table.rows_read % k_rows_between_restarts == 0) return Pass::found_text;
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
  for (std::size_t c = m_columns.size(); m_leaves_out_texts && c-- > 0;) again = leave_out(c) || again;
  return again;
}

bool RowReader::leave_out(std::size_t column) {
  const Column& known = m_columns[column].column;
  const bool is_wanted = std::ranges::find(m_wanted, known.name) != m_wanted.end();
  if (known.kind == ColumnKind::numeric || is_wanted || is_target(m_columns[column])) return false;
  m_left_out.insert(m_left_out.begin(), known);
  m_columns.erase(m_columns.begin() + static_cast<std::ptrdiff_t>(column));
  for (std::size_t& slot : m_slots) {
    if (slot == column)
      slot = k_unused;
    else if (slot < k_group && slot > column)
      --slot;
  }
  return true;
}

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
      if (may_be_thousands) m_groups_of_three[slot].see(cells.raw());
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
    if (may_be_thousands && m_plain[slot] != 0) m_groups_of_three[slot].see(cells.raw());
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
  return complete || m_options.missing != MissingPolicy::drop;
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
  if (read.fixed)
    m_reader.fail(
        record.line,
        column.title() + ": " + in_quotes(text) + " is not a number, as " +
            (column.is_plain() ? "the column is in " + m_known_to : m_known_to + " has them (" + column.reading + ")") +
            "; fix the cell, or use " + with_list("--na", {std::string(text)}) + " if it means a missing value");
  read.is_surveyed = true;
  m_found_text = true;
  return 0;
}

std::size_t RowReader::category(ReadColumn& column, const Record& record, std::string_view text) {
  const auto found = column.index.find(text);
  if (found != column.index.end()) return found->second;
  std::vector<std::string>& categories = column.column.categories;
  if (column.fixed)
    m_reader.fail(record.line, column.column.title() + ": " + in_quotes(text) + " does not occur in " + m_known_to +
                                   "; correct or remove the row");
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

std::string RowReader::missing_cells() const {
  if (m_options.missing == MissingPolicy::drop) return "";
  std::vector<std::string> found;
  for (const ReadColumn& read : m_columns)
    if (read.missing_line != 0 && (m_options.missing == MissingPolicy::error || is_target(read)))
      found.push_back(read.column.title() + " " + with_thousands(static_cast<std::int64_t>(read.column.missing)) +
                      " (first on line " + std::to_string(read.missing_line) + ")");
  return join_at_most(found);
}

void RowReader::check_cells() const {
  for (const ReadColumn& read : m_columns) {
    if (read.column.is_text() && read.excess_line != 0) fail_too_many(read);
    if (!read.column.is_text() && read.infinite_line != 0)
      m_reader.fail(read.infinite_line, read.column.title() + ": " + in_quotes(read.infinite) +
                                            " is not a finite float32 number; fix the cell, or use " +
                                            with_list("--na", {read.infinite}) + " to read it as missing");
  }
  if (const std::string missing = missing_cells(); !missing.empty()) {
    std::size_t line = std::numeric_limits<std::size_t>::max();
    for (const ReadColumn& read : m_columns)
      if (read.missing_line != 0) line = std::min(line, read.missing_line);
    const bool of_target = m_has_target && m_columns.back().missing_line != 0;
    m_reader.fail(line, "missing values: " + missing + "; use --missing drop" +
                            (of_target    ? " (a target is never filled in)"
                             : m_can_fill ? " or --missing mean"
                                          : ""));
  }
}

void RowReader::fail_too_many(const ReadColumn& read) const {
  const Column& column = read.column;
  const std::string found =
      column.title() + ": more than " + std::to_string(m_options.max_categories) + " different texts";
  const std::string raise = "raise --max-categories";
  if (is_target(read)) m_reader.fail(read.excess_line, found + " to classify; name another --target, or " + raise);
  m_reader.fail(read.excess_line,
                found + ", an identifier? Use " + with_list("--drop", {column.name}) + ", or " + raise);
}

void RowReader::fail_ragged(const Record& record) const {
  std::size_t cells = 0;
  for (CellCursor cursor(m_reader, record); cursor.more(); ++cells) cursor.skip();
  const std::string cure = m_options.header ? "the header has " : "the first row has ";
  const char delimiter = m_reader.delimiter();
  const std::string set_apart = delimiter == '\t' ? "tab" : delimiter == ' ' ? "blank" : std::string(1, delimiter);
  const bool is_last = m_reader.following(1).empty();
  const char first = *record.begin;
  m_reader.fail(
      record.line,
      pluralized(static_cast<std::int64_t>(cells), "cell") + " where " + cure + std::to_string(m_slots.size()) +
          (first == '#' || first == '%' ? "; a comment? Use --comment " + shell_word(std::string(1, first)) + "; else"
           : is_last                    ? "; a total or a note? Remove the line; else"
                                        : ";") +
          " fix the row, quote cells that hold the delimiter '" + set_apart + "', or set --delimiter");
}

}  // namespace reluscope
