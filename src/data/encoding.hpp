#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "data/data_options.hpp"
#include "data/date_notation.hpp"

namespace reluscope {

/// How one feature column becomes inputs of the network: a number (x − shift) / scale, or one 0/1 input a category.
struct FeatureEncoding {
  std::string column;
  bool categorical = false;
  double shift = 0;
  double scale = 1;
  std::vector<std::string> categories;       // sorted by their bytes
  std::array<std::string, 2> booleans = {};  // of a column of two words, such as yes and no: those for 0 and 1
  std::optional<DateNotation> dates = {};    // of a column of dates, whose numbers count from 1970-01-01
  std::vector<double>
      fill;  // --missing mean: what a missing cell counts as, in the column's own units; a category each

  std::size_t input_count() const { return categorical ? categories.size() : 1; }
};

/// All that is needed to feed the rows of a CSV to a trained network. Fitted on the training rows.
struct Encoding {
  std::vector<FeatureEncoding> features;
  std::string target;
  Task task = Task::classification;
  std::vector<std::string>
      classes;              // of classification, as the file writes them: numbers by value, texts by their bytes
  double target_shift = 0;  // of regression: the network learns (y − shift) / scale
  double target_scale = 1;
  std::string model;  // the file that this was read from; empty: it was fitted

  std::size_t input_count() const;
  std::size_t output_count() const { return task == Task::classification ? classes.size() : 1; }
  /// "age" for a numeric column, "sex=male" for a category; "sex=male (2)" if that is taken.
  std::vector<std::string> input_names() const;
};

}  // namespace reluscope
