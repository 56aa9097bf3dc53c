#include "data/data_notices.hpp"

namespace reluscope {
namespace {

/// 0, 1, 2, … or 1, 2, 3, … with the lines of the file, so that dropped rows do not hide it.
bool counts_rows(const Table& table, std::size_t column) {
  constexpr std::size_t k_enough = 10;
  const std::size_t rows = table.cells.rows();
  if (rows < k_enough) return false;
  const double first = table.cells.row(0)[column];
  for (std::size_t j = 0; j < rows; ++j)
    if (table.cells.row(j)[column] != first + (table.lines[j] - table.lines[0])) return false;
  return true;
}

}  // namespace

std::vector<DataNotice> data_notices(const Table& table) {
  using Kind = DataNotice::Kind;
  std::vector<DataNotice> notices;
  const auto note = [&](Kind kind, const std::string& column) { notices.push_back({.kind = kind, .column = column}); };
  if (table.header_is_numeric) note(Kind::numeric_header, "");
  for (const std::string& name : table.unnamed_columns) note(Kind::unnamed_column, name);
  for (std::size_t c = 0; c < table.features().size(); ++c) {
    const Column& column = table.columns[c];
    if (column.is_text()) {
      if (!column.text.empty() && is_mostly_numeric(column.categories))
        notices.push_back({Kind::text_among_numbers, column.name, column.text, column.text_line});
      continue;
    }
    if (counts_rows(table, c)) note(Kind::row_counter, column.name);
  }
  return notices;
}

}  // namespace reluscope
