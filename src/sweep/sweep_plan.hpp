#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "report/report.hpp"
#include "support/value.hpp"

namespace reluscope {

/// What a sweep learns from.
struct SweptData {
  std::string path;
  std::string sha256;
  std::string validation_path;  // empty without --validation-data
  std::string validation_sha256;
  std::int64_t rows = 0;
  std::string target;
  Task task = Task::classification;
  bool is_held_out = true;         // quality is that on the validation rows, else on the training rows
  std::vector<std::string> notes;  // what was interpreted to read the file
};

/// An option that a sweep varies.
struct SweepAxis {
  std::string option;              // as in a report's config, "weight_decay"
  std::vector<std::string> texts;  // as train would be given them
  bool are_numbers = false;

  /// If they are numbers.
  std::vector<double> numbers() const;
};

/// All that a sweep's result depends on but the outcomes of its runs.
struct SweepSetup {
  SweptData data;
  NamedValues options;          // that are given and not varied, by their names in a report's config
  std::vector<SweepAxis> axes;  // the first varies most slowly
  std::vector<std::uint64_t> seeds;
  double dead_limit = 0;
  std::vector<std::string> rules;  // of the gates

  /// The axis of that option, which must be one.
  const SweepAxis& axis(std::string_view option) const;
  std::int64_t cells() const;
  /// How many runs there are, also of numbers too great to be run.
  double size() const;
  std::int64_t runs() const { return cells() * static_cast<std::int64_t>(seeds.size()); }
  /// How many cells lie between two that differ by one step along the axis.
  std::size_t stride(std::size_t axis) const;
  /// Which of its values each axis has in a cell.
  std::vector<std::size_t> values_in(std::int64_t cell) const;
  /// These values.
  NamedValues settings_in(std::int64_t cell) const;
};

struct PlannedRun {
  std::int64_t cell = 0;
  std::uint64_t seed = 0;
  std::string id;  // SHA-256 of its resolved options and of its data
};

/// Every run of a sweep, in order: all seeds of the first cell, then all of the second, …
struct SweepPlan {
  Tool tool;
  SweepSetup setup;
  std::vector<PlannedRun> runs;
};

/// The value of an option as a report has it; text: as train would be given it.
Value value_of(const std::string& text, bool is_number);

}  // namespace reluscope
