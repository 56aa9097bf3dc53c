#include "data/csv_header.hpp"

#include <algorithm>

#include "support/number.hpp"
#include "support/shell.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

constexpr std::size_t k_most_columns = 1'000'000;

bool has_number(const SampleRecord& record) {
  return std::ranges::any_of(record.cells, [](const std::string& cell) { return parse_number(cell).has_value(); });
}

/// Throws if the first line is a title or a comment, and the header follows.
void check_is_header(const CsvReader& reader, const Record& first, const TableOptions& options) {
  const std::vector<SampleRecord> next = reader.following(10);
  if (!options.header || next.size() < 2) return;
  std::size_t width = 0;
  for (CellCursor cells(reader, first); cells.more(); cells.skip()) ++width;
  const std::string_view text(first.begin, first.end);
  const bool is_marked = text.starts_with('#') || text.starts_with('%') || text.starts_with("//");
  const auto wider = [&](const SampleRecord& record) {
    return record.cells.size() == next.back().cells.size() && record.cells.size() > width;
  };
  const bool is_narrow = std::ranges::all_of(next, wider);
  const bool header_follows = !has_number(next[0]) && has_number(next[1]);
  if (!is_narrow && !(is_marked && header_follows)) return;
  const std::string skip = "--skip-rows " + std::to_string(next[0].line - 1);
  const std::string comment = "--comment " + shell_word(std::string(1, text.front()));
  reader.fail(first.line,
              in_quotes(text) +
                  (is_narrow ? " has " + pluralized(static_cast<std::int64_t>(width), "cell") +
                                   ", the lines below have " + std::to_string(next[0].cells.size())
                             : " is followed by what reads like the header") +
                  (is_marked ? ": a comment? Use " + comment + " or " + skip
                   : width > 1 && next[0].cells.size() == width + 1
                       ? ": row names that R wrote? Name their column in the header; or a title? Use " + skip
                       : ": a title? Use " + skip));
}

}  // namespace

CsvDialect dialect_of(const TableOptions& options) {
  return {.delimiter = options.delimiter, .comment = options.comment, .skip_rows = options.skip_rows};
}

CsvHeader read_header(CsvReader& reader, const TableOptions& options) {
  Record record;
  if (!reader.next(record)) reader.fail(1, "the file holds no header and no rows");
  check_is_header(reader, record, options);
  CsvHeader header{.is_numeric = options.header};
  for (CellCursor cells(reader, record); cells.more();) {
    std::string name(without_blanks(cells.take_text()));
    header.is_numeric = header.is_numeric && parse_number(name);
    const bool unnamed = name.empty() || !options.header;
    if (unnamed) name = "column_" + std::to_string(header.names.size() + 1);
    if (unnamed && options.header) header.unnamed.push_back(name);
    header.unnamed_at_end = unnamed && options.header ? header.unnamed_at_end + 1 : 0;
    if (header.names.size() == k_most_columns)
      reader.fail(record.line, "more than " + with_thousands(k_most_columns) +
                                   " columns; is the table transposed, or the line end missing? Split it");
    header.names.push_back(std::move(name));
  }
  if (!options.header) reader.rewind();
  return header;
}

}  // namespace reluscope
