#pragma once

#include <string>
#include <vector>

#include "support/value.hpp"

namespace reluscope {

struct Report;

/// Something that two runs have different values of; null if that run has none.
struct Difference {
  std::string name;
  Value base, now;
};

using Differences = std::vector<Difference>;

/// In what two runs differ before a unit is looked at.
struct RunDifferences {
  Differences tool;     // its version
  Differences data;     // of columns and classes: those that only this run has; if neither has any, all in their order
  Differences options;  // by their names in `config`
  Differences context;  // when and where, if both reports say so

  bool empty() const { return tool.empty() && data.empty() && options.empty() && context.empty(); }
};

RunDifferences differences_between(const Report& base, const Report& now);

/// Lines for a person, none wider than `width`: a line for each kind of difference, or one that says that there is
/// none.
std::string differences_text(const RunDifferences& differences, std::size_t width);

}  // namespace reluscope
