#pragma once

#include "data/data_options.hpp"
#include "data/table.hpp"

namespace reluscope {

/// Reads the columns that the options select. A column whose every present cell is a finite number is numeric, any
/// other is text. One pass over the file, and one more for a column that turns out to be text after the first block.
/// Throws UserError, with file, line and column, on whatever is wrong with the file.
Table read_table(const DataOptions& options);

/// Reads a second file, of rows to validate on: these columns by name (without a header by position), the last of them
/// the target; each of the kind given, and with no other categories than those given.
Table read_validation_table(const DataOptions& options, const std::vector<Column>& columns);

}  // namespace reluscope
