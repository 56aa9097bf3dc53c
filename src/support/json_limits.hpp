#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace reluscope {

/// Where a text of JSON opens more than `deepest` brackets within each other; none if it does not. Asked before a text
/// is parsed: the library copies, writes and destroys what it holds one call a level. Any bytes will do.
std::optional<std::size_t> too_deep_at(std::string_view json, std::size_t deepest);

/// Of an object that the program writes: far fewer.
constexpr int k_most_keys = 1000;

/// Where an object of a text of JSON begins its key after the `most`-th; none if none does. Asked before a text is
/// parsed into objects that keep the order of their keys: these look through all for each.
std::optional<std::size_t> too_many_keys_at(std::string_view json, std::size_t most);

}  // namespace reluscope
