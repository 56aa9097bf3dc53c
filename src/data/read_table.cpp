#include "data/read_table.hpp"

#include <algorithm>
#include <optional>
#include <string_view>
#include <unordered_set>
#include <utility>

#include "data/column_selection.hpp"
#include "data/csv_header.hpp"
#include "data/known_columns.hpp"
#include "data/row_reader.hpp"
#include "support/name_index.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

std::size_t position_of(const CsvReader& reader, const NameIndex& header, const std::string& name) {
  const std::optional<std::size_t> found = header.find(name);
  if (!found) reader.fail(1, "no column " + in_quotes(name) + ", which the training file has; add it");
  return *found;
}

/// Without the last columns if they have neither a name nor a value.
std::optional<Table> read_without_last(CsvReader& reader, const CsvHeader& header, const TableOptions& options) {
  if (header.unnamed_at_end == 0 || header.unnamed_at_end == header.names.size()) return std::nullopt;
  const NameIndex features(options.features), dropped(options.drop), categorical(options.categorical);
  const auto is_named = [&](const std::string& name) {
    return name == options.target || features.contains(name) || dropped.contains(name) || categorical.contains(name);
  };
  if (std::ranges::any_of(header.unnamed, is_named)) return std::nullopt;
  std::vector<std::string> names = header.names;
  names.resize(names.size() - header.unnamed_at_end);
  const ColumnSelection selection = select_columns(reader.name(), names, options);
  RowReader rows(reader, options, header.names.size());
  for (std::size_t c = names.size(); c < header.names.size(); ++c) rows.expect_empty(c);
  for (const std::size_t c : selection.features) rows.add_column(c, {.name = names[c]}, false);
  rows.add_column(*selection.target, {.name = names[*selection.target]}, false);
  if (selection.group) rows.take_groups(*selection.group);
  std::optional<Table> table = rows.read();
  if (!table) return table;
  table->notes.push_back(header.unnamed_at_end == 1 ? "the last column has neither a name nor a value; it is left out"
                                                    : "the last " + std::to_string(header.unnamed_at_end) +
                                                          " columns have neither names nor values; they are left out");
  return table;
}

void note_header(const CsvReader& reader, const CsvHeader& header, Table& table) {
  table.header_is_numeric = header.is_numeric;
  table.file_columns = header.names;
  std::unordered_set<std::string_view> used;
  for (const Column& column : table.columns) used.insert(column.name);
  for (const std::string& name : header.unnamed)
    if (used.contains(name)) table.unnamed_columns.push_back(name);
  table.notes.insert(table.notes.begin(), reader.notes().begin(), reader.notes().end());
}

Table read_training_table(CsvReader& reader, const TableOptions& options) {
  const CsvHeader header = read_header(reader, options);
  std::optional<Table> table = read_without_last(reader, header, options);
  if (!table) {
    if (header.unnamed_at_end > 0) restart(reader, options);
    const ColumnSelection selection = select_columns(reader.name(), header.names, options);
    RowReader rows(reader, options, header.names.size());
    for (const std::size_t c : selection.features) rows.add_column(c, {.name = header.names[c]}, false);
    rows.add_column(*selection.target, {.name = header.names[*selection.target]}, false);
    if (selection.group) rows.take_groups(*selection.group);
    table = rows.read();
  }
  sort_categories(*table);
  note_header(reader, header, *table);
  return std::move(*table);
}

Table read_table_of_model(CsvReader& reader, const TableOptions& options, const Encoding& model) {
  const CsvHeader header = read_header(reader, options);
  const TableOptions its_options = options_for(model, options, reader.name(), header.names);
  const ColumnSelection selection = select_columns(reader.name(), header.names, its_options);
  std::vector<KnownColumn> columns = columns_of(model);
  columns.back().column.name = its_options.target;
  RowReader rows(reader, its_options, header.names.size());
  rows.know_from_model(model.model, !model.features.front().fill.empty());
  const NameIndex names(header.names);
  for (KnownColumn& known : columns) {
    if (options.dates) known.column.dates.order = *options.dates;
    rows.add_column(position_of(reader, names, known.column.name), known.column, known.is_fixed);
  }
  if (selection.group) rows.take_groups(*selection.group);
  Table table = std::move(*rows.read());
  for (std::size_t c = 0; c < columns.size(); ++c) check_kind(table.columns[c], columns[c], model, reader.name());
  note_header(reader, header, table);
  return table;
}

Table read_validation_table(CsvReader& reader, const TableOptions& options, const std::vector<Column>& columns) {
  const CsvHeader header = read_header(reader, options);
  RowReader rows(reader, options, header.names.size());
  const NameIndex names(header.names);
  for (const Column& column : columns) rows.add_column(position_of(reader, names, column.name), column, true);
  Table table = std::move(*rows.read());
  note_header(reader, header, table);
  return table;
}

Table read_training_table(const TableOptions& options, ThreadPool& pool) {
  CsvReader reader(options.path, dialect_of(options), pool, options.text_encoding);
  return reader.in_its_encoding([&] { return read_training_table(reader, options); });
}

Table read_table_of_model(const TableOptions& options, const Encoding& model, ThreadPool& pool) {
  CsvReader reader(options.path, dialect_of(options), pool, options.text_encoding);
  return reader.in_its_encoding([&] { return read_table_of_model(reader, options, model); });
}

Table read_validation_table(TableOptions options, const std::vector<Column>& columns, ThreadPool& pool) {
  options.path = std::exchange(options.validation_path, {});
  CsvReader reader(options.path, dialect_of(options), pool, options.text_encoding);
  return reader.in_its_encoding([&] { return read_validation_table(reader, options, columns); });
}

Table with_validation(Table table, const TableOptions& options, ThreadPool& pool) {
  if (!options.validation_path.empty())
    table.validation = std::make_unique<const Table>(read_validation_table(options, table.columns, pool));
  return table;
}

}  // namespace

Table read_table(const TableOptions& options, ThreadPool& pool) {
  return with_validation(read_training_table(options, pool), options, pool);
}

Table read_table(const TableOptions& options, const Encoding& model, ThreadPool& pool) {
  return with_validation(read_table_of_model(options, model, pool), options, pool);
}

}  // namespace reluscope
