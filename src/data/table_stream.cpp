#include "data/table_stream.hpp"

#include <algorithm>
#include <utility>

#include "data/column_selection.hpp"
#include "data/csv_header.hpp"
#include "data/known_columns.hpp"
#include "support/name_index.hpp"
#include "support/text.hpp"

namespace reluscope {

namespace {

/// The positions of the columns in the order in which they are named, if they are.
std::vector<std::size_t> in_wanted_order(std::vector<std::size_t> positions, const std::vector<std::string>& header,
                                         const std::vector<std::string>& names) {
  const NameIndex places(names);
  std::ranges::sort(positions, {},
                    [&](std::size_t c) { return std::pair(places.find(header[c]).value_or(names.size()), c); });
  return positions;
}

/// Every input is fed by a column of its own.
void check_features(const TableOptions& options) {
  const NameIndex features(options.features), dropped(options.drop);
  for (std::size_t i = 0; i < options.features.size(); ++i) {
    const std::string& name = options.features[i];
    if (features.find(name) != i)
      throw UserError("--features: " + in_quotes(name) + " is named twice; name a column for each input");
    if (dropped.contains(name))
      throw UserError("--features: " + in_quotes(name) + " is in --drop too; leave it out of one of them");
  }
}

}  // namespace

std::size_t stream_block_rows(std::size_t columns) {
  constexpr std::size_t k_values = std::size_t{1} << 22, k_most = std::size_t{1} << 16, k_least = 256;
  return std::clamp(k_values / std::max<std::size_t>(columns, 1) / k_least * k_least, k_least, k_most);
}

TableStream::TableStream(const TableOptions& options, const Encoding* model)
    : m_options(options), m_model(model), m_reader(options.path, dialect_of(options), m_pool, options.text_encoding) {
  m_reader.in_its_encoding([this] { open(); });
}

void TableStream::open() {
  m_reader.rewind();
  const CsvHeader header = read_header(m_reader, m_options);
  choose_columns(header);
  m_block_rows = stream_block_rows(header.names.size());
  m_table = m_rows->read_first(m_block_rows);
  m_table.file_columns = header.names;
  check_columns();
  m_rows_read = m_table.rows_read;
  m_rows_dropped = m_table.rows_dropped;
  m_notes = m_table.notes;
  if (header.is_numeric)
    m_notes.push_back("the first line is taken for the header, and holds numbers alone; --no-header if it is a row");
}

void TableStream::choose_columns(const CsvHeader& header) {
  const bool is_known = m_model != nullptr;
  m_table_options = is_known ? options_for(*m_model, m_options, m_reader.name(), header.names, false) : m_options;
  const bool has_target = is_known && !m_table_options.target.empty();
  check_features(is_known ? TableOptions() : m_options);
  const ColumnSelection selection = select_columns(m_reader.name(), header.names, m_table_options, has_target);
  m_rows.emplace(m_reader, m_table_options, header.names.size());
  if (!has_target) m_rows->have_no_target();
  if (!is_known) {
    m_rows->leave_out_texts(m_options.features);
    for (const std::size_t c : in_wanted_order(selection.features, header.names, m_options.features))
      m_rows->add_column(c, {.name = header.names[c]}, false);
    return;
  }
  m_rows->know_from_model(m_model->model, !m_model->features.front().fill.empty());
  std::vector<KnownColumn> columns = columns_of(*m_model);
  columns.back().column.name = m_table_options.target;
  if (!has_target) columns.pop_back();
  const NameIndex names(header.names);
  for (KnownColumn& known : columns) {
    if (m_options.dates) known.column.dates.order = *m_options.dates;
    m_rows->add_column(names.find(known.column.name).value(), known.column, known.is_fixed);
  }
}

void TableStream::check_columns() const {
  const std::vector<KnownColumn> known = m_model != nullptr ? columns_of(*m_model) : std::vector<KnownColumn>();
  for (std::size_t c = 0; c < m_table.columns.size(); ++c) {
    const Column& column = m_table.columns[c];
    if (m_model != nullptr) check_kind(column, known[c], *m_model, name());
    if (m_model == nullptr && column.is_text())
      throw UserError(name() + (column.text_line == 0 ? "" : ":" + std::to_string(column.text_line)) + ": " +
                      column.title() + " holds no numbers" +
                      (column.text.empty() ? "" : ": " + in_quotes(column.text)) + "; leave it out of --features");
  }
}

bool TableStream::next() {
  if (!m_rows->read_more(m_block_rows, m_table)) return false;
  m_rows_read += m_table.rows_read;
  m_rows_dropped += m_table.rows_dropped;
  return true;
}

std::vector<std::string> TableStream::left_out() const {
  std::vector<std::string> texts;
  for (const Column& column : m_rows->left_out()) {
    const std::string why =
        column.text.empty() ? column.reading : in_quotes(column.text) + " on line " + std::to_string(column.text_line);
    texts.push_back(in_quotes(column.name) + " (" + why + ")");
  }
  return texts;
}

std::vector<std::string> TableStream::notes() const {
  std::vector<std::string> notes = m_reader.notes();
  notes.insert(notes.end(), m_notes.begin(), m_notes.end());
  for (std::string& note : m_rows->final_notes()) notes.push_back(std::move(note));
  return notes;
}

}  // namespace reluscope
