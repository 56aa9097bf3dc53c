#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <span>
#include <string>

namespace reluscope {

/// JSON with two spaces of indent; a list of plain values stands on one line, and so does whatever is not longer than
/// 110 characters. A number that is not finite is null, a byte that is not UTF-8 the replacement character. Ends with a
/// newline.
std::string json_text(const nlohmann::ordered_json& json);

/// A list as a single value that `json_text` writes as that list: long ones take a fourth of the memory and time.
nlohmann::ordered_json packed(std::span<const std::int64_t> numbers);

}  // namespace reluscope
