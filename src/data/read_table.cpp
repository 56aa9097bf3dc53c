#include "data/read_table.hpp"

#include <algorithm>
#include <utility>

#include "data/column_selection.hpp"
#include "data/csv_reader.hpp"
#include "data/row_reader.hpp"
#include "support/number.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

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
  if (found == header.end()) reader.fail(1, "no column " + in_quotes(name) + ", which the training file has; add it");
  return static_cast<std::size_t>(found - header.begin());
}

Table read_training_table(const TableOptions& options, ThreadPool& pool) {
  CsvReader reader(options.path, options.delimiter, pool);
  const Header header = read_header(reader, options.header);
  const ColumnSelection selection = select_columns(reader.name(), header.names, options);
  RowReader rows(reader, options, header.names.size());
  for (const std::size_t c : selection.features) rows.add_column(c, {.name = header.names[c]}, false);
  rows.add_column(selection.target, {.name = header.names[selection.target]}, false);

  Table table = rows.read();
  sort_categories(table);
  table.header_is_numeric = header.is_numeric;
  for (const std::string& name : header.unnamed)
    if (std::ranges::find(table.columns, name, &Column::name) != table.columns.end())
      table.unnamed_columns.push_back(name);
  return table;
}

Table read_validation_table(TableOptions options, const std::vector<Column>& columns, ThreadPool& pool) {
  options.path = std::exchange(options.validation_path, {});
  CsvReader reader(options.path, options.delimiter, pool);
  const Header header = read_header(reader, options.header);
  RowReader rows(reader, options, header.names.size());
  for (const Column& column : columns) rows.add_column(position_of(reader, header.names, column.name), column, true);
  return rows.read();
}

}  // namespace

Table read_table(const TableOptions& options, ThreadPool& pool) {
  Table table = read_training_table(options, pool);
  if (!options.validation_path.empty())
    table.validation = std::make_unique<const Table>(read_validation_table(options, table.columns, pool));
  return table;
}

}  // namespace reluscope
