#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace reluscope {

enum class Task { automatic, classification, regression };
enum class MissingPolicy { error, drop, mean };
enum class Scaling { standard, minmax, none };

/// How a CSV becomes a dataset.
struct DataOptions {
  std::string path;
  std::string target;  // empty: the last column
  Task task = Task::automatic;
  std::vector<std::string> features;  // empty: all columns but the target
  std::vector<std::string> drop;
  MissingPolicy missing = MissingPolicy::error;
  std::vector<std::string> na_tokens = {"", "NA", "N/A", "NaN", "null", "?"};
  char delimiter = 0;  // 0: detected
  bool header = true;
  Scaling scale = Scaling::standard;
  bool scale_target = true;  // of regression
  double validation = 0.2;   // fraction held out at random
  std::string validation_path;
  std::size_t max_categories = 64;
  std::uint64_t seed = 0;  // of the split
  unsigned threads = 1;    // with two, a file is read ahead while it is parsed; nothing else depends on it
};

}  // namespace reluscope
