#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace reluscope {

/// A value for the report whose type is known only where it is made: an option's, or a piece of evidence.
using Value = std::variant<std::monostate, bool, std::int64_t, double, std::string, std::vector<std::int64_t>,
                           std::vector<std::string>>;

/// In the order in which they are to be shown.
using NamedValues = std::vector<std::pair<std::string, Value>>;

}  // namespace reluscope
