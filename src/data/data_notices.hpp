#pragma once

#include <span>
#include <string>
#include <vector>

#include "data/column_statistics.hpp"
#include "data/table.hpp"

namespace reluscope {

/// Something about the data that is not wrong, but that its owner should know.
struct DataNotice {
  enum class Kind {
    unnamed_column,      // the header leaves it empty: an index written by R or pandas?
    row_counter,         // it counts the rows: an identifier?
    numeric_header,      // the first line looks like a row of data
    text_among_numbers,  // one-hot encoded for the sake of a few cells
    coarse_float,        // float32 cannot tell its values apart well
  };
  Kind kind;
  std::string column;
  std::string cell;      // of text_among_numbers: the first of them
  std::size_t line = 0;  // and its line
};

/// statistics: of every column, over the training rows.
std::vector<DataNotice> data_notices(const Table& table, std::span<const ColumnStatistics> statistics);

}  // namespace reluscope
