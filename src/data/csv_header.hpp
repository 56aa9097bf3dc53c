#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "data/csv_reader.hpp"
#include "data/data_options.hpp"

namespace reluscope {

/// The names of a file's columns.
struct CsvHeader {
  std::vector<std::string> names;
  std::vector<std::string> unnamed;  // those that the file leaves empty
  std::size_t unnamed_at_end = 0;    // of them, after the last that has a name
  bool is_numeric = false;           // it reads like a row of data
};

CsvDialect dialect_of(const TableOptions& options);

/// Reads the first record as a header; with --no-header the names are column_1, column_2, …, and the reader is still
/// at the first record. Throws UserError on an empty file, and on a title or a comment in the place of the header.
CsvHeader read_header(CsvReader& reader, const TableOptions& options);

}  // namespace reluscope
