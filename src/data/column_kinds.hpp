#pragma once

#include <string>
#include <vector>

#include "data/column.hpp"
#include "data/column_survey.hpp"
#include "data/data_options.hpp"

namespace reluscope {

/// A column some of whose cells are no plain numbers, and what all its cells have in common.
struct SurveyedColumn {
  Column& column;
  const ColumnSurvey& survey;
  bool is_target = false;
};

/// What else the file says of its notations.
struct FileEvidence {
  std::string name;                           // of the file, for messages
  char delimiter = ',';                       // of the file
  bool has_decimal_points = false;            // in columns of plain numbers
  std::size_t first_line = 0, last_line = 0;  // of its records of data
  bool leaves_texts_out = false;              // columns that hold no numbers are not used
  std::string missing;                        // columns with cells that must not be missing, for a message; empty: none
};

/// Decides what each of the columns is, and sets it: numbers in some notation, dates, booleans, or categories. Returns
/// notes for the user on what had to be interpreted. Throws UserError if cells among numbers or dates are none, and if
/// a decimal sign or the order of day and month cannot be known.
std::vector<std::string> decide_kinds(std::vector<SurveyedColumn>& columns, const FileEvidence& file,
                                      const TableOptions& options);

}  // namespace reluscope
