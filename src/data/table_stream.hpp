#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "data/csv_header.hpp"
#include "data/csv_reader.hpp"
#include "data/encoding.hpp"
#include "data/row_reader.hpp"
#include "data/table.hpp"

namespace reluscope {

/// A CSV file, read from its start to its end in blocks, with memory for one block whatever its length. The first block
/// settles how the columns are read; what follows must fit. It has no target unless the model has.
class TableStream {
 public:
  /// model: its columns are taken, found by name, and its target, if the file has it. Null: all columns of numbers are,
  /// or those that --features names, in the order of the file. Throws UserError as read_table does.
  TableStream(const TableOptions& options, const Encoding* model);

  const std::string& name() const { return m_reader.name(); }
  /// Calls work(), which reads all blocks that it needs, and again if the text turns out to be in another encoding.
  template <class Work>
  auto in_its_encoding(const Work& work) {
    for (;; open()) {
      try {
        return work();
      } catch (const WrongEncoding&) {
      }
    }
  }
  /// Whether it can be read twice.
  bool is_file() const { return m_reader.is_file(); }
  /// Back to the first block.
  void rewind() { open(); }
  /// It will not be rewound again. Standard input needs this, to keep its memory.
  void forget() { m_reader.forget(); }

  /// The columns, and the rows of the present block, at first of the first one.
  const Table& table() const { return m_table; }
  /// On to the next block; false at the end of the file. Throws UserError on a cell or row that does not fit.
  bool next();

  // Of the blocks so far.
  std::size_t rows_read() const { return m_rows_read; }
  std::size_t rows_dropped() const { return m_rows_dropped; }
  /// Columns of the file that are not used because they do not hold numbers, each with why: "'name' ('x' on line 5)".
  std::vector<std::string> left_out() const;
  /// What was interpreted, and how.
  std::vector<std::string> notes() const;
  /// SHA-256 of the file, once `next` has returned false.
  std::string sha256() const { return m_reader.sha256(); }

 private:
  void open();
  void choose_columns(const CsvHeader& header);
  void check_columns() const;

  TableOptions m_options;
  const Encoding* m_model;
  ThreadPool m_pool;  // of one thread: who evaluates the blocks has the others
  CsvReader m_reader;
  TableOptions m_table_options;     // as they are for the model
  std::optional<RowReader> m_rows;  // refers to the three before it
  Table m_table;
  std::vector<std::string> m_notes;
  std::size_t m_block_rows = 0, m_rows_read = 0, m_rows_dropped = 0;
};

/// The rows of a block of so many columns, of which one is held in memory: 16 MiB of float32, and at most 65,536.
std::size_t stream_block_rows(std::size_t columns);

}  // namespace reluscope
