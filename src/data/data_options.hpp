#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace reluscope {

enum class Task { automatic, classification, regression };
enum class MissingPolicy { error, drop, mean };
enum class Scaling { standard, minmax, none };

/// All that the reading of a CSV depends on: with equal options a table serves every run.
struct TableOptions {
  std::string path;
  std::string validation_path;        // empty: no second file
  std::string target;                 // empty: the last column
  std::vector<std::string> features;  // empty: all columns but the target
  std::vector<std::string> drop;
  MissingPolicy missing = MissingPolicy::error;
  std::vector<std::string> na_tokens = {"", "NA", "N/A", "NaN", "null", "?"};
  char delimiter = 0;  // 0: detected
  bool header = true;
  std::size_t max_categories = 64;

  bool operator==(const TableOptions&) const = default;
};

/// How a table becomes a dataset.
struct EncodingOptions {
  Task task = Task::automatic;
  Scaling scale = Scaling::standard;
  bool scale_target = true;  // of regression
  double validation = 0.2;   // fraction of the rows held out at random

  bool operator==(const EncodingOptions&) const = default;
};

struct DataOptions {
  TableOptions table;
  EncodingOptions encoding;

  bool operator==(const DataOptions&) const = default;
};

}  // namespace reluscope
