#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>

namespace reluscope {

/// Where names are in a list: a look-up takes the same time however long it is.
class NameIndex {
 public:
  /// names: they must outlive the index.
  explicit NameIndex(std::span<const std::string> names) {
    for (std::size_t i = 0; i < names.size(); ++i) m_places.emplace(names[i], i);
  }

  bool contains(std::string_view name) const { return m_places.contains(name); }
  /// Where the name comes first.
  std::optional<std::size_t> find(std::string_view name) const {
    const auto found = m_places.find(name);
    return found == m_places.end() ? std::nullopt : std::optional(found->second);
  }

 private:
  std::unordered_map<std::string_view, std::size_t> m_places;
};

}  // namespace reluscope
