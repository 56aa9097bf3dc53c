#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

namespace reluscope {

/// Parses JSON that somebody else may have written. Throws UserError if it is none, is nested more than `deepest`
/// levels, or has a key twice in an object. name: of what it is, for messages; cure: what to do about it.
nlohmann::json parse_strict_json(std::string_view text, int deepest, const std::string& name, const std::string& cure);

}  // namespace reluscope
