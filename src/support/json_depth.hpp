#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace reluscope {

/// Where a text of JSON opens more than `deepest` brackets within each other; none if it does not. Asked before a text
/// is parsed: the library copies, writes and destroys what it holds one call a level. Any bytes will do.
std::optional<std::size_t> too_deep_at(std::string_view json, std::size_t deepest);

}  // namespace reluscope
