// What is wrong with rows and cells, and what to do about it.
#include <algorithm>
#include <limits>

#include "data/row_reader.hpp"
#include "support/shell.hpp"
#include "support/text.hpp"

namespace reluscope {

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
  const bool is_most = m_options.max_categories >= k_most_categories;
  const std::string raise = is_most ? "put rare ones together: more are not learned" : "raise --max-categories";
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
