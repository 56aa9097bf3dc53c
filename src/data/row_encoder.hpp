#pragma once

#include <cstdint>
#include <vector>

#include "data/dataset.hpp"
#include "data/encoding.hpp"
#include "data/table.hpp"

namespace reluscope {

/// Turns rows of a table into rows of network inputs. Table and encoding must outlive it.
class RowEncoder {
 public:
  /// Throws UserError if the target of a row is not among the encoding's classes. Without a target the splits have
  /// inputs alone.
  RowEncoder(const Table& table, const Encoding& encoding);

  /// An empty split with room for `rows` rows.
  Split make_split(std::size_t rows) const;
  /// Adds a row of the table to a split that has room for it.
  void append(std::uint32_t row, Split& split) const;

 private:
  /// Numeric columns next to each other, each with the input that it becomes.
  struct NumericRun {
    std::size_t first_column = 0;
    std::size_t first_input = 0;
    std::vector<double> shift, scale;
    std::vector<float> fill;  // what a missing cell becomes; none if there is no such cell
  };
  /// A text column, with the inputs that it becomes.
  struct CategoricalColumn {
    std::size_t column = 0;
    std::size_t first_input = 0;
    std::vector<float> fill;  // as above, an input each
    std::size_t input_count = 0;
  };

  void add(std::size_t column, std::size_t first_input);
  static void encode(const NumericRun& run, const float* cells, float* inputs);
  static void encode(const CategoricalColumn& column, const float* cells, float* inputs);

  const Table& m_table;
  const Encoding& m_encoding;
  std::vector<std::int32_t> m_labels;  // of classification, per row of the table
  std::vector<NumericRun> m_numeric;
  std::vector<CategoricalColumn> m_categorical;
};

}  // namespace reluscope
