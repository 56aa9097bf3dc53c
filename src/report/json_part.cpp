#include "report/json_part.hpp"

#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>

#include "support/error.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

using Json = nlohmann::ordered_json;

}  // namespace

JsonPart::JsonPart(const Json& document, std::string file, std::string cure)
    : m_json(&document), m_source(std::make_shared<const Source>(Source{std::move(file), std::move(cure)})) {}

JsonPart JsonPart::operator[](const std::string& key) const {
  if (!m_json->is_object()) fail("is not an object");
  const auto found = m_json->find(key);
  if (found == m_json->end()) inside(*m_json, place_of(key)).fail("is missing");
  return inside(*found, place_of(key));
}

bool JsonPart::has(const std::string& key) const { return m_json->is_object() && m_json->contains(key); }

std::vector<std::pair<std::string, JsonPart>> JsonPart::members() const {
  if (!m_json->is_object()) fail("is not an object");
  std::vector<std::pair<std::string, JsonPart>> members;
  for (const auto& [key, value] : m_json->items()) members.emplace_back(key, inside(value, place_of(key)));
  return members;
}

std::vector<JsonPart> JsonPart::items() const {
  if (!m_json->is_array()) fail("is not a list");
  std::vector<JsonPart> items;
  for (std::size_t i = 0; i < m_json->size(); ++i)
    items.push_back(inside((*m_json)[i], m_place + "[" + std::to_string(i) + "]"));
  return items;
}

std::string JsonPart::text() const {
  if (!m_json->is_string()) fail("is not a text");
  return m_json->get<std::string>();
}

double JsonPart::number() const {
  if (m_json->is_null()) return std::numeric_limits<double>::quiet_NaN();
  if (!m_json->is_number()) fail("is not a number");
  return m_json->get<double>();
}

bool JsonPart::flag() const {
  if (!m_json->is_boolean()) fail("is not true or false");
  return m_json->get<bool>();
}

bool JsonPart::is_null() const { return m_json->is_null(); }

std::string JsonPart::shown() const {
  const auto nested = [](const Json& value) { return value.is_structured(); };
  if (m_json->is_object() || (m_json->is_array() && std::ranges::any_of(*m_json, nested))) return "…";
  return m_json->dump();
}

std::int64_t JsonPart::count(std::int64_t least, std::int64_t greatest) const {
  if (!m_json->is_number_integer() || m_json->get<double>() < static_cast<double>(least) ||
      m_json->get<double>() > static_cast<double>(greatest))
    fail("is not a count");
  return m_json->get<std::int64_t>();
}

void JsonPart::fail(const std::string& problem) const {
  constexpr std::size_t k_longest = 80;
  const std::string place = m_place.empty()              ? "the document"
                            : m_place.size() > k_longest ? in_quotes(m_place)
                                                         : m_place;
  throw UserError(m_source->file + ": " + place + " " + problem + "; " + m_source->cure);
}

std::string JsonPart::place_of(const std::string& key) const { return m_place.empty() ? key : m_place + "." + key; }

JsonPart JsonPart::inside(const Json& json, const std::string& place) const { return {json, m_source, place}; }

}  // namespace reluscope
