#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "data/csv_sample.hpp"
#include "data/read_ahead.hpp"
#include "data/text_source.hpp"
#include "support/error.hpp"
#include "support/utf8.hpp"

namespace reluscope {

/// One record of a CSV file, as bytes: without its line end, quotes still in place. *end may be read, and so may the
/// k_short_decimal bytes before `begin`.
struct Record {
  const char* begin = nullptr;
  const char* end = nullptr;
  std::size_t line = 0;                    // of the file, from 1, on which the record starts
  std::span<const char* const> cell_ends;  // where each of its cells ends; none if there are quotes
};

/// How the records of a file are set apart.
struct CsvDialect {
  char delimiter = 0;         // 0: detected; a space: runs of blanks
  char comment = 0;           // lines that begin with it are left out; 0: none
  std::size_t skip_rows = 0;  // lines before the first record
};

/// Cuts a CSV file (RFC 4180; any line ends, also mixed) into records, block by
/// block. A first line "sep=;" names the delimiter, as Excel has it.
class CsvReader {
 public:
  /// With a second thread in the pool, a file is read ahead. encoding: as TextSource has it. Throws UserError if the
  /// file cannot be read or is not text.
  CsvReader(const std::string& path, const CsvDialect& dialect, ThreadPool& pool, const std::string& encoding = "");

  const std::string& name() const { return m_name; }
  /// A space for runs of blanks.
  char delimiter() const { return m_collapses_blanks ? ' ' : m_delimiter; }
  /// Up to `most` of the records that follow, as far as they are in memory.
  std::vector<SampleRecord> following(std::size_t most) const;

  /// The next record that is not an empty line; false at the end of the file. The record lasts until the next call.
  bool next(Record& record);
  /// Back to the first record.
  void rewind();
  bool is_file() const { return m_source.is_file(); }
  /// It will not be rewound again, but for WrongEncoding in a file.
  void forget() { m_source.forget(); }
  /// Calls work(), which reads from the first record on, and again if the text turns out to be in another encoding.
  template <class Work>
  auto in_its_encoding(const Work& work) {
    for (;; rewind()) {
      try {
        return work();
      } catch (const WrongEncoding&) {
      } catch (const UserError&) {
        m_ahead.reset();
        if (!m_source.is_wrong()) throw;
      }
    }
  }
  /// How the text is read, if it is not simply UTF-8.
  const std::vector<std::string>& notes() const { return m_source.notes(); }
  /// SHA-256 of the file, once `next` has returned false.
  std::string sha256() const { return m_source.sha256(); }

  /// Throws a UserError that starts with the file's name and the line.
  [[noreturn]] void fail(std::size_t line, const std::string& message) const;

 private:
  friend class CellCursor;

  void load_first_block();
  void begin();
  void skip_line();
  /// Makes every run of blanks outside quotes from m_filled − added on one tab, and none at the borders of lines.
  void collapse_blanks(std::size_t added);
  /// Moves what is not yet read to the front of the block and adds to it; false at the end of the source.
  bool load_more();
  /// Fills the block up to `wanted` if the source has as much.
  void fill(std::size_t wanted);
  /// Where the cells of the line at m_position end; the last at its line feed, or at the first quote, if there is one.
  std::span<const char*> split_line();
  /// The same from `bytes` on. There must be a line feed or a quote.
  std::span<const char*> find_cell_ends(const char* bytes);
  /// Length in bytes of the record at m_position, without its line end; adds the line ends inside it to `lines`.
  std::size_t quoted_record_length(std::size_t& lines);
  std::string_view unread() const { return {m_block.data() + m_position, m_filled - m_position}; }

  std::string m_name;
  TextSource m_source;
  std::optional<ReadAhead> m_ahead;  // none if one thread does everything, and in the first block
  CsvDialect m_dialect;
  char m_delimiter;  // in the block
  bool m_collapses_blanks = false;
  bool m_in_quotes = false, m_after_blank = true;  // of the collapsing, at the end of the block
  ThreadPool& m_pool;
  std::vector<char> m_block;             // with room around what is read, for those who read 16 or 64 bytes at a time
  std::size_t m_filled = 0;              // in the block, of the bytes read so far
  std::size_t m_position = 0;            // of the next record in the block
  std::size_t m_line = 1;                // of the next record
  std::vector<const char*> m_cell_ends;  // where split_line notes them
};

/// A text without spaces around it, without blanks of other kinds too.
inline std::string_view without_rare_blanks(std::string_view text) {
  const auto may_be = [](char c) { return c == '\t' || static_cast<unsigned char>(c) >= 0x80; };
  return !text.empty() && (may_be(text.front()) || may_be(text.back())) ? without_blanks(text) : text;
}

/// Walks over the cells of any record.
class CellCursor {
 public:
  CellCursor(const CsvReader& reader, const Record& record)
      : m_reader(reader), m_record(record), m_position(record.begin), m_delimiter(reader.m_delimiter) {}

  /// False when the last cell has been read.
  bool more() const { return m_position <= m_record.end; }
  /// Reads the cell and moves on if it holds nothing but a number, unquoted, that is finite as float32.
  bool take_number(double& value);
  /// Reads the cell as text (unquoted, without surrounding blanks) and moves on. The text lasts until the next call.
  std::string_view take_text();
  /// The next cell as it is, quotes included.
  std::string_view raw() const { return {m_position, std::find(m_position, m_record.end, m_delimiter)}; }
  /// Moves on to the next cell.
  void skip();

 private:
  std::string_view take_quoted(const char* begin);

  const CsvReader& m_reader;
  const Record& m_record;
  const char* m_position;
  char m_delimiter;
  std::string m_unescaped;
};

}  // namespace reluscope
