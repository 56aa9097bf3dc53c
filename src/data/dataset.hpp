#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "data/column_summary.hpp"
#include "data/data_notices.hpp"
#include "data/data_options.hpp"
#include "data/encoding.hpp"
#include "data/outliers.hpp"
#include "data/row_split.hpp"
#include "linalg/matrix.hpp"

namespace reluscope {

/// The rows that are trained on, or those that are held out.
struct Split {
  Matrix<float> inputs = Matrix<float>::from_shape({0, 0});  // rows × inputs, encoded and scaled
  std::vector<std::int32_t> labels;                          // of classification, per row
  std::vector<float> values;                                 // of regression, per row, scaled
  std::vector<std::uint32_t> lines;                          // per row, the line of its file on which it starts

  std::size_t rows() const { return lines.size(); }
};

/// A table, encoded, scaled and split.
struct Dataset {
  RowSplit rows;  // of the table
  Encoding encoding;
  bool has_scaling_of_model = false;  // else it is fitted
  Split training;
  Split validation;                            // no rows if nothing is held out
  std::vector<std::string> constant_features;  // columns with one value on all training rows
  std::vector<DataNotice> notices;
  std::vector<std::string> notes;      // what was interpreted, and how
  std::vector<ColumnSummary> columns;  // of the file
  std::vector<Outlier> outliers;
  std::vector<std::size_t> class_counts;  // of classification: rows, trained on or held out
  std::string sha256;                     // of the file
  char delimiter = ',';                   // of the file
  std::size_t rows_read = 0;              // of the file, those dropped included
  std::size_t rows_dropped = 0;           // for a missing cell
  std::string validation_sha256;          // of --validation-data
};

/// Splits the rows, fits the encoding on the training rows, and encodes. model: the encoding of the model for which the
/// table was read; only its scaling may be fitted again. Throws UserError on whatever cannot be trained on.
Dataset encode_dataset(const Table& table, const EncodingOptions& options, const Encoding* model = nullptr);
/// The same for a table that is not needed again: its memory is given back meanwhile.
Dataset encode_dataset(Table&& table, const EncodingOptions& options, const Encoding* model = nullptr);

}  // namespace reluscope
