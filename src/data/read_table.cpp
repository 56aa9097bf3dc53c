#include "data/read_table.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "data/column_selection.hpp"
#include "data/csv_reader.hpp"
#include "support/number.hpp"
#include "support/text.hpp"
#include "support/error.hpp"

namespace reluscope {
namespace {

constexpr float k_missing = std::numeric_limits<float>::quiet_NaN();
constexpr std::size_t k_rows_between_restarts = 4096;

struct TextHash : std::hash<std::string_view> {
  using is_transparent = void;
};
using CategoryIndex = std::unordered_map<std::string, std::size_t, TextHash, std::equal_to<>>;

/// What is known of a used column while its file is read.
struct ReadColumn {
  explicit ReadColumn(Column known, bool as_in_training) : column(std::move(known)), fixed(as_in_training) {
    for (const auto& category : column.categories) index.emplace(category, index.size());
  }

  Column column;
  bool fixed;           // its kind and its categories are those of the training file
  CategoryIndex index;  // of a text column
  std::size_t infinite_line = 0;  // of the first cell that is a number, but no finite float32
  std::string infinite;           // that cell
};

struct Header {
  std::vector<std::string> names;
  std::vector<std::string> unnamed;  // those that the file leaves empty
  bool is_numeric = false;           // it looks like a row of data
};

Header read_header(CsvReader& reader, bool has_header) {
  Record record;
  if (!reader.next(record)) reader.fail(1, "the file holds no header and no rows");
  Header header;
  header.is_numeric = has_header;
  for (CellCursor cells(reader, record); cells.more();) {
    std::string name(cells.take_text());
    header.is_numeric = header.is_numeric && parse_number(name);
    const bool unnamed = name.empty() || !has_header;
    if (unnamed) name = "column_" + std::to_string(header.names.size() + 1);
    if (unnamed && has_header) header.unnamed.push_back(name);
    header.names.push_back(std::move(name));
  }
  if (!has_header) reader.rewind();
  return header;
}

std::size_t position_of(const CsvReader& reader, const std::vector<std::string>& header, const std::string& name) {
  const auto found = std::ranges::find(header, name);
  if (found == header.end()) reader.fail(1, "no column " + quoted(name) + ", which the training file has");
  return static_cast<std::size_t>(found - header.begin());
}

/// "3,14": written with a comma where this program reads a point.
bool has_decimal_comma(std::string text) {
  std::ranges::replace(text, ',', '.');
  return text.find('.') != std::string::npos && parse_number(text);
}

std::string not_a_number(const Column& column) {
  const std::string what = "column " + quoted(column.name) + ": " + quoted(column.text) + " is not a number; ";
  if (has_decimal_comma(column.text)) return what + "write decimals with a point, not a comma";
  return what + "mend it, use --na " + quoted(column.text) + " if it stands for a missing value, or --drop " + column.name;
}

/// Reads the rows of one file.
class RowReader {
 public:
  /// positions: where in the file the used columns stand; the last is the target.
  RowReader(CsvReader& reader, const DataOptions& options, std::size_t width, const std::vector<std::size_t>& positions,
            std::vector<ReadColumn> columns)
      : m_reader(reader), m_options(options), m_slots(width), m_columns(std::move(columns)) {
    for (std::size_t i = 0; i < positions.size(); ++i) m_slots[positions[i]] = i;
    for (const std::string& token : options.na_tokens)
      if (const std::optional<double> number = parse_number(token)) m_na_numbers.push_back(static_cast<float>(*number));
  }

  Table read() {
    Table table;
    while (!try_read(table)) {
      m_reader.rewind();
      Record header;
      if (m_options.header) m_reader.next(header);
    }
    table.name = m_reader.name();
    table.sha256 = m_reader.sha256();
    table.delimiter = m_reader.delimiter();
    for (ReadColumn& column : m_columns) {
      check(column);
      table.columns.push_back(std::move(column.column));
    }
    return table;
  }

 private:
  /// False where a column turned out to be text after cells of it had been read as numbers: all must be read again.
  bool try_read(Table& table) {
    table.cells = Cells(m_columns.size());
    table.lines.clear();
    table.rows_read = table.rows_dropped = 0;
    m_found_text = false;
    for (ReadColumn& column : m_columns)
      if (!column.fixed) column = ReadColumn({.name = column.column.name,
                                              .is_text = column.column.is_text,
                                              .text_line = column.column.text_line,
                                              .text = column.column.text},
                                             false);
    Record record;
    while (m_reader.next(record)) {
      // a little further, to find all text columns at once
      if (m_found_text && table.rows_read % k_rows_between_restarts == 0) return false;
      ++table.rows_read;
      if (read_row(record, table.cells.add_row())) {
        table.lines.push_back(static_cast<std::uint32_t>(record.line));
      } else {
        table.cells.remove_last_row();
        ++table.rows_dropped;
      }
    }
    if (table.rows_read == 0) m_reader.fail(1, "the file ends before the first row of data");
    return !m_found_text;
  }

  /// False where the row is to be dropped for a missing cell.
  bool read_row(const Record& record, std::span<float> row) {
    CellCursor cells(m_reader, record);
    bool complete = true;
    for (const std::optional<std::size_t>& slot : m_slots) {
      if (!cells.more()) fail_ragged(record);
      if (!slot) {
        cells.skip();
        continue;
      }
      float& cell = row[*slot];
      ReadColumn& column = m_columns[*slot];
      if (column.column.is_text || !cells.take_number(cell))
        cell = read_text(column, record, cells.take_text());
      else if (std::ranges::find(m_na_numbers, cell) != m_na_numbers.end())
        cell = k_missing;
      if (!std::isnan(cell)) continue;
      complete = false;
      check_may_be_missing(column, record);
    }
    if (cells.more()) fail_ragged(record);
    return complete || m_options.missing != MissingPolicy::drop;
  }

  float read_text(ReadColumn& column, const Record& record, std::string_view text) {
    if (std::ranges::find(m_options.na_tokens, text) != m_options.na_tokens.end()) return k_missing;
    if (column.column.is_text) return static_cast<float>(category(column, record, text));

    const std::optional<double> number = parse_number(text);
    if (number && is_finite_float(*number)) return static_cast<float>(*number);
    if (number) {  // inf, nan, 1e99: an error, unless the column turns out to be text
      if (column.infinite_line == 0) column.infinite_line = record.line, column.infinite = text;
      return 0;
    }
    column.column.text_line = record.line;
    column.column.text = text;
    if (column.fixed) m_reader.fail(record.line, not_a_number(column.column));
    column.column.is_text = true;
    m_found_text = true;
    return static_cast<float>(category(column, record, text));
  }

  std::size_t category(ReadColumn& column, const Record& record, std::string_view text) {
    const auto found = column.index.find(text);
    if (found != column.index.end()) return found->second;
    std::vector<std::string>& categories = column.column.categories;
    if (column.fixed)
      m_reader.fail(record.line, "column " + quoted(column.column.name) + ": " + quoted(text) +
                                     " does not occur in the training file; mend or remove the row");
    categories.emplace_back(text);
    if (categories.size() > m_options.max_categories) fail_too_many(column.column, record);
    return column.index.emplace(text, column.index.size()).first->second;
  }

  [[noreturn]] void fail_too_many(const Column& column, const Record& record) const {
    if (is_mostly_numeric(column.categories)) m_reader.fail(column.text_line, not_a_number(column));
    if (has_decimal_comma(column.text)) m_reader.fail(column.text_line, not_a_number(column));
    const std::string found = "column " + quoted(column.name) + ": more than " + std::to_string(m_options.max_categories) + " different texts";
    const std::string raise = "raise --max-categories";
    if (&column == &m_columns.back().column)
      m_reader.fail(record.line, found + " to classify; name another --target, or " + raise);
    m_reader.fail(record.line, found + ", an identifier? Use --drop " + column.name + ", or " + raise);
  }

  void check_may_be_missing(const ReadColumn& column, const Record& record) const {
    const std::string what = "column " + quoted(column.column.name) + ": missing value; use --missing drop";
    if (m_options.missing == MissingPolicy::error) m_reader.fail(record.line, what + " or mean");
    const bool is_target = &column == &m_columns.back();
    if (m_options.missing == MissingPolicy::mean && is_target) m_reader.fail(record.line, what + " (a target is never filled in)");
  }

  [[noreturn]] void fail_ragged(const Record& record) const {
    std::size_t cells = 0;
    for (CellCursor cursor(m_reader, record); cursor.more(); ++cells) cursor.skip();
    const std::string cure = m_options.header ? "the header has " : "the first row has ";
    m_reader.fail(record.line, std::to_string(cells) + " cells where " + cure + std::to_string(m_slots.size()) +
                                   "; mend the row, quote cells that hold the delimiter '" +
                                   (m_reader.delimiter() == '\t' ? "tab" : std::string(1, m_reader.delimiter())) + "', or set --delimiter");
  }

  void check(const ReadColumn& read) const {
    const Column& column = read.column;
    if (!column.is_text && read.infinite_line != 0)
      m_reader.fail(read.infinite_line, "column " + quoted(column.name) + ": " + quoted(read.infinite) +
                                            " is not a finite float32 number; mend it, or use --na " + quoted(read.infinite) + " to read it as missing");
    const bool declared = std::ranges::find(m_options.features, column.name) != m_options.features.end();
    if (column.is_text && declared && is_mostly_numeric(column.categories)) m_reader.fail(column.text_line, not_a_number(column));
  }

  CsvReader& m_reader;
  const DataOptions& m_options;
  std::vector<std::optional<std::size_t>> m_slots;  // per column of the file: which of the used ones it is
  std::vector<ReadColumn> m_columns;
  std::vector<float> m_na_numbers;  // tokens for a missing cell that are numbers, such as -999
  bool m_found_text = false;
};

}  // namespace

Table read_table(const DataOptions& options) {
  CsvReader reader(options.path, options.delimiter);
  const Header header = read_header(reader, options.header);
  const ColumnSelection selection = select_columns(reader.name(), header.names, options);
  std::vector<std::size_t> positions = selection.features;
  positions.push_back(selection.target);
  std::vector<ReadColumn> columns;
  for (const std::size_t c : positions) columns.emplace_back(Column{.name = header.names[c]}, false);

  Table table = RowReader(reader, options, header.names.size(), positions, std::move(columns)).read();
  table.header_is_numeric = header.is_numeric;
  for (const std::string& name : header.unnamed)
    if (std::ranges::find(table.columns, name, &Column::name) != table.columns.end()) table.unnamed_columns.push_back(name);
  return table;
}

Table read_validation_table(const DataOptions& options, const std::vector<Column>& columns) {
  CsvReader reader(options.validation_path, options.delimiter);
  const Header header = read_header(reader, options.header);
  std::vector<std::size_t> positions;
  std::vector<ReadColumn> known;
  for (const Column& column : columns) {
    positions.push_back(position_of(reader, header.names, column.name));
    known.emplace_back(column, true);
  }
  return RowReader(reader, options, header.names.size(), positions, std::move(known)).read();
}

}  // namespace reluscope
