#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace reluscope {

/// JSON with two spaces of indent; a list of plain values is on one line, and so is whatever is not longer than
/// 110 characters. A number that is not finite is null, a byte that is not UTF-8 the replacement character. Ends with a
/// newline.
std::string json_text(const nlohmann::ordered_json& json);

}  // namespace reluscope
