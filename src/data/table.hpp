#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "data/column.hpp"
#include "data/data_options.hpp"
#include "data/target_values.hpp"
#include "support/large_memory.hpp"
#include "support/text.hpp"

namespace reluscope {

/// The cells of the features as float32, row by row, in blocks that can be given back one by one. A missing cell is
/// NaN; a cell of a text column is the index of its category, one of any other its value − the column's offset.
class Cells {
 public:
  explicit Cells(std::size_t columns);

  std::size_t columns() const { return m_columns; }
  std::size_t rows() const { return m_rows; }
  /// A new last row, its values unset.
  std::span<float> add_row();
  std::span<const float> row(std::size_t i) const { return {address(i), m_columns}; }
  std::span<float> row(std::size_t i) { return {address(i), m_columns}; }
  /// Without rows; the memory is kept.
  void clear() { m_rows = 0; }
  /// Frees the memory of the rows before `row`, as far as whole blocks go.
  void release_before(std::size_t row);

 private:
  struct FreeBlock {
    std::size_t bytes = 0;
    void operator()(float* block) const { free_memory(block, bytes); }
  };
  using Block = std::unique_ptr<float[], FreeBlock>;

  float* address(std::size_t row) const {
    return m_blocks[row / m_rows_per_block].get() + row % m_rows_per_block * m_columns;
  }

  std::size_t m_columns;
  std::size_t m_rows_per_block;
  std::size_t m_rows = 0;
  std::vector<Block> m_blocks;
};

/// The used columns of a CSV file: first the features in file order, last the target, if there is one. It can serve
/// many runs.
struct Table {
  TableOptions options;  // as it was read
  bool has_target = true;
  std::vector<Column> columns;
  Cells cells{0};                     // rows × features
  std::vector<double> targets;        // per row: a number, or the index of the category
  std::vector<std::uint32_t> lines;   // per row, the line of the file on which it starts
  std::vector<std::uint32_t> groups;  // per row, with --group: equal numbers belong together
  std::size_t rows_read = 0;
  std::size_t rows_dropped = 0;              // for a missing cell
  std::string sha256;                        // of the file
  char delimiter = ',';                      // of the file
  std::vector<std::string> file_columns;     // names of all columns of the file
  std::vector<TargetValue> target_values;    // of a target of numbers, if they are few
  std::vector<std::string> unnamed_columns;  // used though the header leaves them empty, as named here
  std::vector<std::string> notes;            // for the user: what was interpreted, and how
  bool header_is_numeric = false;
  std::unique_ptr<const Table> validation;  // --validation-data: the same columns and categories; null without

  std::string name() const { return input_name(options.path); }  // for messages
  const Column& target() const { return columns.back(); }
  std::span<const Column> features() const { return std::span(columns).first(columns.size() - (has_target ? 1 : 0)); }
};

/// Sorts the categories of text columns, leaves out those that no row has, and numbers the cells accordingly.
void sort_categories(Table& table);

}  // namespace reluscope
