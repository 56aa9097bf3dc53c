#include "data/csv_reader.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <tuple>

#include "data/structural_bits.hpp"
#include "support/error.hpp"
#include "support/number.hpp"
#include "support/short_decimal.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

constexpr std::size_t k_step = std::size_t{1} << 20;
constexpr std::size_t k_longest_record = std::size_t{16} << 20;
constexpr std::size_t k_sampled_lines = 32;
// Padding before and after what was read: it is read along with what matters, and ignored.
constexpr std::size_t k_padding_before = k_short_decimal;
constexpr std::size_t k_padding_after = k_bits_block;

/// How often `c` is outside quotes in each of the first whole lines that are not empty.
std::vector<std::size_t> count_by_line(std::string_view block, char c) {
  std::vector<std::size_t> counts;
  std::size_t count = 0;
  bool quoted = false, empty = true;
  const auto end_line = [&] {
    if (!empty) counts.push_back(count);
    count = 0;
    empty = true;
  };
  for (const char byte : block) {
    if (byte == '"') quoted = !quoted;
    if (byte == '\n' && !quoted) {
      end_line();
      if (counts.size() == k_sampled_lines) return counts;
    } else {
      count += !quoted && byte == c;
      empty = empty && byte == '\r';
    }
  }
  if (counts.empty()) end_line();  // a file of one line without a line end
  return counts;
}

}  // namespace

CsvReader::CsvReader(const std::string& path, char delimiter, ThreadPool& pool)
    : m_name(input_name(path)),
      m_source(path),
      m_delimiter(delimiter),
      m_pool(pool),
      m_block(k_padding_before + k_step + k_padding_after) {
  load_first_block();
  if (unread().empty()) throw UserError(m_name + ": the file is empty; a header and rows are needed");
  if (m_delimiter == 0) m_delimiter = detect_delimiter();
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
  m_filled = m_position = k_padding_before;
  m_line = 1;
  load_more();
  if (unread().starts_with("\xEF\xBB\xBF")) m_position += 3;
  if (unread().find('\n') == std::string_view::npos && unread().find('\r') != std::string_view::npos)
    throw UserError(m_name + ": lines end in a carriage return alone; convert them, as with tr '\\r' '\\n'");
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
  check_is_text(unread().substr(kept));
  return unread().size() > kept;
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

void CsvReader::check_is_text(std::string_view added) const {
  if (m_line == 1 && (unread().starts_with("\xFF\xFE") || unread().starts_with("\xFE\xFF")))
    throw UserError(m_name + ": the file is UTF-16; convert it, as with iconv -f UTF-16 -t UTF-8");
  if (added.find('\0') != std::string_view::npos)
    throw UserError(m_name + ": not a text file (it holds NUL bytes); export the table as CSV in UTF-8");
}

bool CsvReader::next(Record& record) {
  for (;;) {
    if (unread().empty() && !load_more()) return false;
    const std::span<const char*> cell_ends = split_line();
    const bool plain = *cell_ends.back() != '"';
    std::size_t lines = 1;
    auto length = plain ? static_cast<std::size_t>(cell_ends.back() - unread().data()) : quoted_record_length(lines);
    record = {.begin = unread().data(), .line = m_line};
    m_position = std::min(m_position + length + 1, m_filled);
    m_line += lines;
    if (length > 0 && record.begin[length - 1] == '\r') --length;
    record.end = record.begin + length;
    if (plain) {
      cell_ends.back() = record.end;
      record.cell_ends = cell_ends;
    }
    if (length > 0) return true;
  }
}

std::span<const char*> CsvReader::split_line() {
  for (bool at_end = false;; at_end = !load_more()) {
    m_block[m_filled] = '\n';  // so that the search needs no bound
    const std::span<const char*> ends = find_cell_ends(unread().data());
    if (at_end || *ends.back() == '"' || ends.back() < m_block.data() + m_filled) return ends;
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
  for (std::size_t i = 0;; ++i) {
    if (i == unread().size() && !load_more()) {
      if (at == At::quoted)
        fail(m_line, "a quote is opened in this record and never closed; close it where the cell ends");
      return i;
    }
    const char c = unread()[i];
    if (at == At::quoted) {
      if (c == '"') at = At::closing_quote;
      lines += c == '\n';
    } else if (c == '\n') {
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

char CsvReader::detect_delimiter() const {
  using Rank = std::tuple<bool, bool, std::size_t>;
  char best = ',';
  Rank best_rank{};
  for (const char candidate : {',', ';', '|', '\t'}) {
    const std::vector<std::size_t> counts = count_by_line(unread(), candidate);
    const std::size_t count = counts.empty() ? 0 : counts.front();
    const bool even = std::ranges::all_of(counts, [&](std::size_t n) { return n == count; });
    const Rank rank{even, even && candidate == ';', count};  // commas beside even semicolons are decimal ones
    if (count == 0 || rank <= best_rank) continue;
    best = candidate;
    best_rank = rank;
  }
  return best;
}

bool CellCursor::take_number(double& value) {
  const char* const past = parse_number(m_position, m_record.end, value);
  if (past == m_position || (past != m_record.end && *past != m_delimiter) || !is_finite_float(value)) return false;
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
  return {begin, end};
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
