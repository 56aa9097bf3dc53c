#pragma once

#include <cmath>
#include <cstddef>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "data/column_survey.hpp"
#include "data/csv_reader.hpp"
#include "data/data_options.hpp"
#include "data/missing_words.hpp"
#include "data/table.hpp"
#include "data/target_values.hpp"

namespace reluscope {

/// Moves a reader to its first row of data.
void restart(CsvReader& reader, const TableOptions& options);

/// Reads the rows of one CSV file into a table. Columns are taken for plain numbers until a cell says otherwise; such
/// columns are then surveyed over all rows, and if they turn out to be more than categories, all rows are read again.
///
/// However late texts turn up, and in however many columns, that is about four times the rows of the file at most: the
/// rows up to where they turned up, which add up to 1.07 times the file and then once more to its end; all rows in the
/// survey; and all once more as they were decided to be read.
class RowReader {
 public:
  /// reader: at the first row of data. width: the columns of the file.
  RowReader(CsvReader& reader, const TableOptions& options, std::size_t width);

  /// A column of the file that is used; the last one added is the target. `fixed`: how it is read, and its categories,
  /// are known, and a cell that does not fit them is an error.
  void add_column(std::size_t position, const Column& column, bool fixed);

  /// The fixed columns are known from this model, and not from a table read before. can_fill: it knows what a missing
  /// cell counts as.
  void know_from_model(const std::string& model, bool can_fill) {
    m_known_to = "the model " + model;
    m_has_offsets = false;
    m_can_fill = can_fill;
  }

  /// There is no target: the last column added is a feature too.
  void have_no_target() { m_has_target = false; }

  /// Columns that turn out to hold anything but numbers are not used, unless they are among these.
  void leave_out_texts(std::vector<std::string> but) {
    m_leaves_out_texts = true;
    m_wanted = std::move(but);
  }
  /// Those, in the order of the file.
  const std::vector<Column>& left_out() const { return m_left_out; }

  /// A column of the file in which no cell has a value.
  void expect_empty(std::size_t position) { m_slots[position] = k_empty; }

  /// The column whose equal cells say which rows belong together.
  void take_groups(std::size_t position) { m_slots[position] = k_group; }

  /// The table of the columns added, in their order; none if a column that should be empty is not. Throws UserError on
  /// a cell or row that is wrong.
  std::optional<Table> read();

  /// The same of at most `rows` rows of data. They settle how the columns are read: what follows must fit.
  Table read_first(std::size_t rows);
  /// Reads up to `rows` further rows into the table of read_first, in the place of those in it. False at the end of the
  /// file.
  bool read_more(std::size_t rows, Table& table);
  /// For the user: what was found in the rows so far.
  std::vector<std::string> final_notes() const;

 private:
  static constexpr std::size_t k_unused = -1, k_empty = -2, k_group = -3;

  struct TextHash : std::hash<std::string_view> {
    using is_transparent = void;
  };

  /// What is known of a used column while its file is read.
  struct ReadColumn {
    ReadColumn(Column known, bool is_fixed);
    /// Forgets all but how the column is read.
    void reset();

    Column column;
    bool fixed;
    bool is_surveyed = false;  // and not yet decided
    bool is_decided = false;
    ColumnSurvey survey;
    std::unordered_map<std::string, std::size_t, TextHash, std::equal_to<>> index;  // of the categories
    std::size_t infinite_line = 0;  // of the first cell that is a number, but no finite float32
    std::string infinite;           // that cell
    std::size_t missing_line = 0;   // of the first missing cell
    std::size_t excess_line = 0;    // of the category that is one too many
  };

  /// Whether all points in a column of plain numbers could separate thousands.
  struct GroupsOfThree {
    bool is_refuted = false;
    std::string example;  // the first cell with a point; empty: none has one

    void see(std::string_view cell);
    bool are_all() const { return !is_refuted && !example.empty(); }
  };

  enum class Pass { complete, found_text, not_empty };

  /// All passes that it takes; false if a column that should be empty is not.
  bool read_rows(Table& table);
  Pass pass(Table& table);
  /// Up to m_most_rows rows.
  Pass read_records(Table& table);
  void forget_rows(Table& table);
  /// Of columns that hold texts: those that may be. True if there are any.
  bool leave_out_texts();
  /// Decides on the surveyed columns; true if the rows must be read again.
  bool decide();
  /// Reads the cells of a row into m_values; false if it is to be dropped for a missing cell.
  template <class Cursor>
  bool read_row(Cursor cells, const Record& record);
  void note_decimals(std::size_t slot, double value) {
    if (m_has_decimals[slot] == 0) m_has_decimals[slot] = value != std::floor(value);
  }
  double read_text(ReadColumn& read, const Record& record, std::string_view text);
  /// A cell that does not fit into a column of the model: an error, unless its row is dropped for a missing cell.
  void misfit(const Record& record, std::string message);
  std::size_t category(ReadColumn& column, const Record& record, std::string_view text);
  bool is_target(const ReadColumn& column) const { return m_has_target && &column == &m_columns.back(); }
  std::size_t feature_count() const { return m_columns.size() - (m_has_target ? 1 : 0); }

  void keep_row(Table& table, std::size_t line);
  /// Chooses what is subtracted from the cells of each column, and keeps the rows so far.
  void keep_first_rows(Table& table);

  /// "column 'a' 3, first on line 4; …", empty if no cell is missing that must not be.
  std::string missing_cells() const;
  void check_cells() const;
  std::uint32_t group_of(std::string_view text, const Record& record);
  [[noreturn]] void fail_too_many(const ReadColumn& read) const;
  [[noreturn]] void fail_ragged(const Record& record) const;

  CsvReader& m_reader;
  const TableOptions& m_options;
  MissingWords m_missing_words;
  std::vector<std::size_t> m_slots;  // per column of the file: which of the used ones it is, or k_unused
  std::vector<ReadColumn> m_columns;
  // Of each used column, beside each other for the loop over cells:
  std::vector<char> m_plain;         // a cell that is a plain number counts as it is
  std::vector<char> m_has_decimals;  // such a cell is no whole number
  std::vector<GroupsOfThree> m_groups_of_three;
  std::vector<char> m_padded;  // a cell has tabs or no-break spaces around it
  std::vector<double> m_offsets;
  std::vector<double> m_values;      // of a row, per used column
  std::vector<double> m_first_rows;  // rows × used columns, until offsets are chosen
  TargetValues m_target_values;
  std::string m_target_text;  // of the row
  std::unordered_map<std::string, std::uint32_t, TextHash, std::equal_to<>> m_groups;
  std::uint32_t m_group = 0;                     // of the row
  std::string m_known_to = "the training file";  // who knows the fixed columns
  bool m_has_offsets = true;                     // of the fixed columns
  bool m_can_fill = true;                        // with --missing mean
  bool m_has_target = true;
  bool m_leaves_out_texts = false;
  std::vector<std::string> m_wanted;
  std::vector<Column> m_left_out;
  std::size_t m_most_rows = std::numeric_limits<std::size_t>::max();  // of a pass
  bool m_found_text = false;
  std::optional<std::string> m_misfit;            // the first of the row, until it is known whether the row is dropped
  bool m_found_value = false;                     // in a column that should be empty
  std::size_t m_longer_rows = 0;                  // that end with a delimiter
  std::size_t m_first_line = 0, m_last_line = 0;  // of the records of data
  std::vector<std::string> m_notes;
};

}  // namespace reluscope
