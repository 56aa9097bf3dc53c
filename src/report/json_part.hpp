#pragma once

#include <cstdint>
#include <initializer_list>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "support/text.hpp"

namespace reluscope {

/// A value within a JSON file that somebody may have edited, and where it stands there. Whatever is not what it is
/// asked for is a UserError that names the file, the place ("layers[0].unit[3].status") and the cure. It refers to the
/// document, which must live on.
class JsonPart {
 public:
  /// cure: what to do about a part that is wrong.
  JsonPart(const nlohmann::ordered_json& document, std::string file, std::string cure);

  /// A member of an object, which must be there.
  JsonPart operator[](const std::string& key) const;
  bool has(const std::string& key) const;
  /// What an object holds, or a list.
  std::vector<std::pair<std::string, JsonPart>> members() const;
  std::vector<JsonPart> items() const;

  const nlohmann::ordered_json& json() const { return *m_json; }
  std::string text() const;
  /// A plain value, or a list of some, as JSON; for what is nested more deeply an ellipsis.
  std::string shown() const;
  std::int64_t count() const;
  /// NaN for null, as which a number that does not exist is written.
  double number() const;
  bool flag() const;
  bool is_null() const;
  /// The value that has this name, of those in an enumeration that name_of names.
  template <class E>
  E one_of(std::initializer_list<E> values) const {
    const std::string name = text();
    for (const E value : values)
      if (name_of(value) == name) return value;
    fail("is " + in_quotes(name) + ", which is none");
  }
  [[noreturn]] void fail(const std::string& problem) const;
  /// The file as messages name it.
  const std::string& file() const { return m_file; }

 private:
  JsonPart inside(const nlohmann::ordered_json& json, const std::string& place) const;
  std::string place_of(const std::string& key) const;

  const nlohmann::ordered_json* m_json;
  std::string m_file;
  std::string m_cure;
  std::string m_place;  // empty: the document
};

}  // namespace reluscope
