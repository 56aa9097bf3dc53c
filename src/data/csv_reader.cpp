#include "data/csv_reader.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <utility>

#include "data/structural_bits.hpp"
#include "support/error.hpp"
#include "support/number.hpp"
#include "support/short_decimal.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

constexpr std::size_t k_step = std::size_t{1} << 20;
constexpr std::size_t k_longest_record = std::size_t{16} << 20;
// Padding before and after what was read: it is read along with what matters, and ignored.
constexpr std::size_t k_padding_before = k_short_decimal;
constexpr std::size_t k_padding_after = k_bits_block;

}  // namespace

CsvReader::CsvReader(const std::string& path, const CsvDialect& dialect, ThreadPool& pool, const std::string& encoding)
    : m_name(input_name(path)),
      m_source(path, encoding),
      m_dialect(dialect),
      m_delimiter(dialect.delimiter),
      m_pool(pool),
      m_block(k_padding_before + k_step + k_padding_after) {
  load_first_block();
  if (unread().empty()) throw UserError(m_name + ": the file is empty; a header and rows are needed");
  if (m_delimiter == 0) m_delimiter = detect_delimiter(unread(), dialect.comment);
  if (m_delimiter != ' ') return;
  m_collapses_blanks = true;
  m_delimiter = '\t';
  rewind();
}

std::vector<SampleRecord> CsvReader::following(std::size_t most) const {
  std::vector<SampleRecord> records = sample_records(unread(), m_delimiter, m_dialect.comment, most);
  for (SampleRecord& record : records) record.line += m_line - 1;
  return records;
}

void CsvReader::fail(std::size_t line, const std::string& message) const {
  throw UserError(m_name + ":" + std::to_string(line) + ": " + message);
}

void CsvReader::rewind() {
  m_ahead.reset();
  m_source.rewind();
  load_first_block();
}

void CsvReader::load_first_block() {
  try {
    begin();
  } catch (const WrongEncoding&) {
    m_ahead.reset();
    m_source.rewind();
    begin();
  }
}

void CsvReader::begin() {
  m_filled = m_position = k_padding_before;
  m_line = 1;
  m_in_quotes = false;
  m_after_blank = true;
  load_more();
  for (std::size_t i = 0; i < m_dialect.skip_rows; ++i) skip_line();
  if (unread().starts_with("sep=") && unread().size() > 5 && line_end_length(unread().substr(5)) > 0) {
    if (m_delimiter == 0) m_delimiter = unread()[4];
    skip_line();
  }
}

void CsvReader::skip_line() {
  std::size_t length = 0;
  for (;; ++length) {
    if (length + k_longest_line_end > unread().size() && !load_more() && length >= unread().size()) break;
    if (const std::size_t end = line_end_length(unread().substr(length)); end > 0) {
      length += end;
      break;
    }
  }
  m_position += std::min(length, unread().size());
  ++m_line;
}

void CsvReader::collapse_blanks(std::size_t added) {
  char* const begin = m_block.data() + m_filled - added;
  char* to = begin;
  for (const char* from = begin; from < m_block.data() + m_filled; ++from) {
    const char c = *from;
    m_in_quotes = m_in_quotes != (c == '"');
    const bool blank = !m_in_quotes && (c == ' ' || c == '\t'), line_end = c == '\n' || c == '\r';
    if (line_end && to > m_block.data() + m_position && to[-1] == '\t' && !m_in_quotes) --to;
    if (!blank || !m_after_blank) *to++ = blank ? '\t' : c;
    m_after_blank = blank || line_end;
  }
  m_filled -= static_cast<std::size_t>(begin + added - to);
}

bool CsvReader::load_more() {
  const std::size_t kept = unread().size();
  std::memmove(m_block.data() + k_padding_before, unread().data(), kept);
  m_position = k_padding_before;
  m_filled = k_padding_before + kept;
  if (kept > k_longest_record) fail(m_line, "a record of over 16 MiB; is a quote opened here and never closed?");
  const std::size_t wanted = m_filled + k_step;
  if (m_block.size() < wanted + k_padding_after) m_block.resize(wanted + k_padding_after);

  fill(wanted);
  const std::size_t added = unread().size() - kept;
  if (m_collapses_blanks) collapse_blanks(added);
  return added > 0;
}

void CsvReader::fill(std::size_t wanted) {
  while (m_filled < wanted) {  // a pipe gives a little at a time
    const std::span<char> room = std::span(m_block).subspan(m_filled, wanted - m_filled);
    const std::size_t count = m_ahead ? m_ahead->read(room) : m_source.read(room);
    if (count == 0) return;
    m_filled += count;
  }
  // there is more than a block; but what waits for a pipe could not be stopped
  if (!m_ahead && m_pool.threads() > 1 && m_source.is_file()) m_ahead.emplace(m_source, m_pool);
}

bool CsvReader::next(Record& record) {
  for (;;) {
    if (unread().empty() && !load_more()) return false;
    if (unread().front() == m_dialect.comment && m_dialect.comment != 0) {
      skip_line();
      continue;
    }
    const std::span<const char*> cell_ends = split_line();
    const bool plain = *cell_ends.back() != '"';
    std::size_t lines = 1;
    const auto length =
        plain ? static_cast<std::size_t>(cell_ends.back() - unread().data()) : quoted_record_length(lines);
    record = {.begin = unread().data(), .end = unread().data() + length, .line = m_line};
    m_position += length;
    m_position += line_end_length(unread());
    m_line += lines;
    if (plain) record.cell_ends = cell_ends;
    if (length > 0) return true;
  }
}

std::span<const char*> CsvReader::split_line() {
  for (bool at_end = false;; at_end = !load_more()) {
    m_block[m_filled] = '\n';  // so that the search needs no bound
    const std::span<const char*> ends = find_cell_ends(unread().data());
    if (at_end || *ends.back() == '"' || ends.back() + k_longest_line_end <= m_block.data() + m_filled) return ends;
  }
}

std::span<const char*> CsvReader::find_cell_ends(const char* bytes) {
  for (std::size_t count = 0;; bytes += k_bits_block) {
    if (m_cell_ends.size() < count + k_bits_block + 1) m_cell_ends.resize(2 * (count + k_bits_block));
    const StructuralBits structure = find_structural_bits(bytes, m_delimiter);
    const std::uint64_t before_stop = (structure.line_ends_or_quotes & -structure.line_ends_or_quotes) - 1;
    for (std::uint64_t left = structure.delimiters & before_stop; left != 0; left &= left - 1)
      m_cell_ends[count++] = bytes + std::countr_zero(left);
    if (structure.line_ends_or_quotes == 0) continue;
    m_cell_ends[count++] = bytes + std::countr_zero(structure.line_ends_or_quotes);
    return std::span(m_cell_ends).first(count);
  }
}

std::size_t CsvReader::quoted_record_length(std::size_t& lines) {
  enum class At { cell_start, plain, quoted, closing_quote } at = At::cell_start;
  char last = 0;
  for (std::size_t i = 0;; ++i) {
    if (i == unread().size() && !load_more()) {
      if (at == At::quoted)
        fail(m_line, "a quote is opened in this record and never closed; close it where the cell ends");
      return i;
    }
    const char c = unread()[i];
    const char previous = std::exchange(last, c);
    if (at == At::quoted) {
      if (c == '"') at = At::closing_quote;
      lines += c == '\n' || (previous == '\r' && c != '\n');
    } else if (c == '\n' || c == '\r') {
      if (i + k_longest_line_end > unread().size()) load_more();
      return i;
    } else if (c == m_delimiter) {
      at = At::cell_start;
    } else if (c == '"' && at != At::plain) {
      at = At::quoted;  // a cell's first, or the second of a doubled one
    } else if (c != ' ' || at == At::closing_quote) {
      at = At::plain;
    }
  }
}

bool CellCursor::take_number(double& value) {
  const char* const past = parse_number(m_position, m_record.end, value);
  if (past == m_position || (past != m_record.end && *past != m_delimiter) || !is_finite_float(value)) return false;
  if (may_be_halfway(value)) value = on_its_side(value, m_position, past);
  m_position = past + 1;
  return true;
}

std::string_view CellCursor::take_text() {
  const char* begin = m_position;
  while (begin < m_record.end && *begin == ' ') ++begin;
  if (begin < m_record.end && *begin == '"') return take_quoted(begin + 1);
  const char* end = std::find(begin, m_record.end, m_delimiter);
  m_position = end + 1;
  while (end > begin && end[-1] == ' ') --end;
  return without_rare_blanks({begin, end});
}

std::string_view CellCursor::take_quoted(const char* begin) {
  const char* end = std::find(begin, m_record.end, '"');
  std::string_view text(begin, end);
  if (end + 1 < m_record.end && end[1] == '"') {  // quotes inside are doubled: the text is not there as it is
    m_unescaped.assign(text);
    while (end + 1 < m_record.end && end[1] == '"') {
      const char* const part = end + 1;  // the second of the two belongs to the text
      end = std::find(part + 1, m_record.end, '"');
      m_unescaped.append(part, end);
    }
    text = m_unescaped;
  }
  const char* past = std::min(end + 1, m_record.end);
  while (past < m_record.end && *past == ' ') ++past;
  if (past < m_record.end && *past != m_delimiter)
    m_reader.fail(m_record.line, "text behind a closing quote; quotes inside a quoted cell are written twice");
  m_position = past + 1;
  return text;
}

void CellCursor::skip() {
  if (m_position < m_record.end && (*m_position == '"' || *m_position == ' '))
    take_text();
  else
    m_position = std::find(m_position, m_record.end, m_delimiter) + 1;
}

}  // namespace reluscope
