#pragma once

#include "data/data_options.hpp"
#include "data/encoding.hpp"
#include "data/table.hpp"
#include "support/thread_pool.hpp"

namespace reluscope {

/// Reads the columns that the options select, and those of a validation file, if there is one: found by name (without a
/// header by position), of the same kinds, with no other categories. A column whose every present cell is a finite
/// number is numeric, any other is text. One pass over the file, and one more for a column that turns out to be text
/// after the first block. Throws UserError, with file, line and column, on whatever is wrong with the file.
Table read_table(const TableOptions& options, ThreadPool& pool);

/// Reads the columns that a model takes, found by name, in the model's order, with its categories; other columns of the
/// file are left out. Throws UserError if the file or the options do not fit the model.
Table read_table(const TableOptions& options, const Encoding& model, ThreadPool& pool);

}  // namespace reluscope
