#pragma once

#include <string>
#include <vector>

#include "data/table.hpp"

namespace reluscope {

/// Something about the data that is not wrong, but that its owner should know.
struct DataNotice {
  enum class Kind {
    unnamed_column,      // the header leaves it empty: an index written by R or pandas?
    row_counter,         // it counts the rows: an identifier?
    numeric_header,      // the first line looks like a row of data
    text_among_numbers,  // one-hot encoded for the sake of a few cells
  };
  Kind kind;
  std::string column;
  std::string cell;      // of text_among_numbers: the first of them
  std::size_t line = 0;  // and its line
};

std::vector<DataNotice> data_notices(const Table& table);

}  // namespace reluscope
