#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "data/date_notation.hpp"
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

/// A target of whole numbers is classified if it has no more different ones.
constexpr std::size_t k_most_automatic_classes = 20;

/// The greatest --max-categories: every row has an input for each category, or an output for each class.
constexpr std::int64_t k_most_categories = 16'384;

/// All that the reading of a CSV depends on: with equal options a table serves every run.
struct TableOptions {
  std::string path;
  std::string validation_path;        // empty: no second file
  std::string target;                 // empty: the last column
  std::vector<std::string> features;  // empty: all columns but the target
  std::vector<std::string> drop;
  std::vector<std::string> categorical;  // columns whose cells are categories, numbers or not
  Task task = Task::automatic;
  MissingPolicy missing = MissingPolicy::error;
  std::vector<std::string> na_tokens;  // beside k_na_tokens
  std::string text_encoding;           // of the files; empty: UTF-8, or as each shows
  char delimiter = 0;                  // 0: detected; a space: runs of blanks
  bool header = true;
  char decimal = 0;                // 0: as each column shows
  std::string thousands;           // empty: as each column shows
  std::optional<DateOrder> dates;  // none: as each column shows
  char comment = 0;                // lines that begin with it are left out; 0: none
  std::size_t skip_rows = 0;       // lines before the header
  std::size_t max_categories = 64;
  std::string group;  // the column that says which rows belong together; empty: none

  bool operator==(const TableOptions&) const = default;
};

/// How a table becomes a dataset.
struct EncodingOptions {
  Scaling scale = Scaling::standard;
  TargetScaling scale_target = TargetScaling::standard;  // of regression
  bool keep_scaling = false;                             // of a model that brings its own, instead of these two
  double validation = 0.2;                               // fraction of the rows held out at random
  std::uint64_t split_seed = 0;                          // which ones

  bool operator==(const EncodingOptions&) const = default;
};

struct DataOptions {
  TableOptions table;
  EncodingOptions encoding;

  bool operator==(const DataOptions&) const = default;
};

}  // namespace reluscope
