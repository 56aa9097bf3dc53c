#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "data/data_options.hpp"

namespace reluscope {

/// Which columns of a file are used, by position.
struct ColumnSelection {
  std::vector<std::size_t> features;  // in file order
  std::optional<std::size_t> target;
  std::optional<std::size_t> group;  // --group
};

/// Applies --target, --features and --drop to the header. Throws UserError on a name that is not there, is there twice,
/// or is asked for twice over, and if no feature is left. `file`: its name, for messages. has_target: without --target
/// it is the last column; else there is none, and a --target is not a feature.
ColumnSelection select_columns(const std::string& file, const std::vector<std::string>& header,
                               const TableOptions& options, bool has_target = true);

}  // namespace reluscope
