#include "support/json_limits.hpp"

#include <vector>

namespace reluscope {

std::optional<std::size_t> too_deep_at(std::string_view json, std::size_t deepest) {
  std::size_t depth = 0;
  for (std::size_t i = 0; i < json.size(); ++i) {
    const char c = json[i];
    if (c == '"') {
      for (++i; i < json.size() && json[i] != '"'; ++i)
        if (json[i] == '\\') ++i;
    } else if (c == '[' || c == '{') {
      if (depth++ == deepest) return i;
    } else if ((c == ']' || c == '}') && depth > 0) {
      --depth;
    }
  }
  return std::nullopt;
}

std::optional<std::size_t> too_many_keys_at(std::string_view json, std::size_t most) {
  std::vector<std::size_t> keys;  // of the objects and lists that are open
  for (std::size_t i = 0, begin = 0; i < json.size(); ++i) {
    const char c = json[i];
    if (c == '"') {
      begin = i;
      for (++i; i < json.size() && json[i] != '"'; ++i)
        if (json[i] == '\\') ++i;
    } else if (c == '[' || c == '{') {
      keys.push_back(0);
    } else if ((c == ']' || c == '}') && !keys.empty()) {
      keys.pop_back();
    } else if (c == ':' && !keys.empty() && keys.back()++ == most) {
      return begin;
    }
  }
  return std::nullopt;
}

}  // namespace reluscope
