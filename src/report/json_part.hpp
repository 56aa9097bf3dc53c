#pragma once

#include <cstdint>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "support/names.hpp"
#include "support/text.hpp"

namespace reluscope {

/// A value within a JSON file that somebody may have edited, and its place there. Whatever is not what it is
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
  /// A whole number from `least`.
  std::int64_t count(std::int64_t least = 0, std::int64_t greatest = 1'000'000'000) const;
  /// NaN for null, as which a number that does not exist is written.
  double number() const;
  bool flag() const;
  bool is_null() const;
  /// The value that has this word.
  template <Named E>
  E named() const {
    const std::string word = text();
    if (const std::optional<E> value = value_named<E>(word)) return *value;
    fail("is " + in_quotes(word) + ", not one of " + joined(words_of<E>(), ", "));
  }
  [[noreturn]] void fail(const std::string& problem) const;
  /// The file as messages name it.
  const std::string& file() const { return m_source->file; }

 private:
  struct Source {
    std::string file, cure;
  };

  JsonPart(const nlohmann::ordered_json& json, std::shared_ptr<const Source> source, std::string place)
      : m_json(&json), m_source(std::move(source)), m_place(std::move(place)) {}
  JsonPart inside(const nlohmann::ordered_json& json, const std::string& place) const;
  std::string place_of(const std::string& key) const;

  const nlohmann::ordered_json* m_json;
  std::shared_ptr<const Source> m_source;
  std::string m_place;  // empty: the document
};

}  // namespace reluscope
