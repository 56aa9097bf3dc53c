#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "support/names.hpp"

namespace reluscope {

enum class Task { automatic, classification, regression };
enum class MissingPolicy { error, drop, mean };
enum class Scaling { standard, minmax, none };
enum class TargetScaling { standard, none };

template <>
inline constexpr auto k_words<Task> = std::to_array<Word<Task>>({{Task::automatic, "auto"},
                                                                 {Task::classification, "classification"},
                                                                 {Task::regression, "regression"}});
template <>
inline constexpr auto k_words<MissingPolicy> = std::to_array<Word<MissingPolicy>>({{MissingPolicy::error, "error"},
                                                                                   {MissingPolicy::drop, "drop"},
                                                                                   {MissingPolicy::mean, "mean"}});
template <>
inline constexpr auto k_words<Scaling> = std::to_array<Word<Scaling>>({{Scaling::standard, "standard"},
                                                                       {Scaling::minmax, "minmax"},
                                                                       {Scaling::none, "none"}});
template <>
inline constexpr auto k_words<TargetScaling> =
    std::to_array<Word<TargetScaling>>({{TargetScaling::standard, "standard"}, {TargetScaling::none, "none"}});

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
  TargetScaling scale_target = TargetScaling::standard;  // of regression
  double validation = 0.2;                               // fraction of the rows held out at random

  bool operator==(const EncodingOptions&) const = default;
};

struct DataOptions {
  TableOptions table;
  EncodingOptions encoding;

  bool operator==(const DataOptions&) const = default;
};

}  // namespace reluscope
