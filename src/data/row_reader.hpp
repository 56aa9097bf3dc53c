#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "data/csv_reader.hpp"
#include "data/data_options.hpp"
#include "data/table.hpp"

namespace reluscope {

/// Reads the rows of one CSV file into a table. A column is taken for numbers until a cell says otherwise; then all
/// rows are read again, knowing better.
class RowReader {
 public:
  /// reader: at the first row of data. width: the columns of the file.
  RowReader(CsvReader& reader, const TableOptions& options, std::size_t width);

  /// A column of the file that is used; the last one added is the target. `fixed`: its kind and its categories are
  /// known, and a cell that does not fit them is an error.
  void add_column(std::size_t position, const Column& column, bool fixed);

  /// The table of the columns added, in their order. Throws UserError on a cell or row that is wrong.
  Table read();

 private:
  static constexpr std::size_t k_unused = -1;

  struct TextHash : std::hash<std::string_view> {
    using is_transparent = void;
  };

  /// What is known of a used column while its file is read.
  struct ReadColumn {
    ReadColumn(const Column& known, bool is_fixed);
    /// Forgets all but what kind of column it is.
    void reset();

    Column column;
    bool fixed;
    std::unordered_map<std::string, std::size_t, TextHash, std::equal_to<>> index;  // of a text column's categories
    std::size_t infinite_line = 0;  // of the first cell that is a number, but no finite float32
    std::string infinite;           // that cell
  };

  /// False if a column turned out to be text after cells of it had been read as numbers.
  bool try_read(Table& table);
  /// Reads the cells of a row into m_values; false if it is to be dropped for a missing cell.
  template <class Cursor>
  bool read_row(Cursor cells, const Record& record);
  double read_text(ReadColumn& column, const Record& record, std::string_view text);
  std::size_t category(ReadColumn& column, const Record& record, std::string_view text);
  bool is_na(double number) const;
  bool is_target(const ReadColumn& column) const { return &column == &m_columns.back(); }

  void check_may_be_missing(const ReadColumn& column, const Record& record) const;
  void check(const ReadColumn& column) const;
  [[noreturn]] void fail_too_many(const ReadColumn& column, const Record& record) const;
  [[noreturn]] void fail_ragged(const Record& record) const;

  CsvReader& m_reader;
  const TableOptions& m_options;
  std::vector<std::size_t> m_slots;  // per column of the file: which of the used ones it is, or k_unused
  std::vector<ReadColumn> m_columns;
  std::vector<double> m_values;     // of a row, per used column
  std::vector<float> m_na_numbers;  // tokens for a missing cell that are numbers, such as -999
  bool m_found_text = false;
};

}  // namespace reluscope
