#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace reluscope {

/// Where a byte is in a text, for messages; both from 1.
struct TextPlace {
  std::size_t line = 1, column = 1;
};

inline TextPlace place_in(std::string_view text, std::size_t byte) {
  const std::string_view before = text.substr(0, byte);
  const std::size_t line_start = before.rfind('\n') + 1;  // npos + 1 is 0
  return {static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n')) + 1, before.size() - line_start + 1};
}

}  // namespace reluscope
