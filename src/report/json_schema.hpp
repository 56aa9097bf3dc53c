#pragma once

#include <nlohmann/json.hpp>

#include "report/fields.hpp"

namespace reluscope {

template <class T>
nlohmann::ordered_json schema_of(Allowed allowed = {});

/// The visitor of fields.hpp that makes the JSON Schema of a struct. What it visits must be default-constructed.
class JsonSchema {
 public:
  using Json = nlohmann::ordered_json;

  template <class T>
  void operator()(std::string_view key, const T& /*value*/, std::string_view sentence, Allowed allowed = {}) {
    m_required.push_back(std::string(key));
    add(key, schema_of<T>(allowed), sentence);
  }
  template <class T>
  void added(std::string_view key, const T& value, std::string_view sentence, Allowed allowed = {}) {
    (*this)(key, value, sentence, allowed);
  }
  template <class T>
  void derived(std::string_view key, const T& value, std::string_view sentence, Allowed allowed = {}) {
    (*this)(key, value, sentence, allowed);
  }
  template <class T>
  void if_any(std::string_view key, const T& /*value*/, std::string_view sentence, Allowed allowed = {}) {
    if constexpr (k_is_optional<T>)
      add(key, schema_of<typename T::value_type>(allowed), sentence);
    else
      add(key, schema_of<T>(allowed), sentence);
  }
  void index(std::string_view key, std::string_view sentence) { (*this)(key, std::size_t{}, sentence); }
  template <class T>
  void constant(std::string_view key, const T& value, std::string_view sentence) {
    m_required.push_back(std::string(key));
    add(key, {{"const", value}}, sentence);
  }

  Json take() {
    return {{"type", "object"},
            {"properties", std::move(m_properties)},
            {"required", std::move(m_required)},
            {"additionalProperties", false}};
  }

 private:
  void add(std::string_view key, Json schema, std::string_view sentence) {
    schema["description"] = sentence;
    m_properties[std::string(key)] = std::move(schema);
  }

  Json m_properties = Json::object();
  Json m_required = Json::array();
};

// The schemas of what is no struct.

nlohmann::ordered_json number_schema(Allowed allowed);
nlohmann::ordered_json count_schema(Allowed allowed);
nlohmann::ordered_json text_schema(Allowed allowed);
nlohmann::ordered_json summary_schema();
/// What they refer to: `$defs` of the document.
nlohmann::ordered_json schema_definitions();
/// That of the same value or null.
nlohmann::ordered_json or_null(nlohmann::ordered_json schema);

template <class T>
nlohmann::ordered_json schema_of(Allowed allowed) {
  if constexpr (std::same_as<T, Task>) {  // a report holds what "auto" was resolved to
    return {{"enum", {name_of(Task::classification), name_of(Task::regression)}}};
  } else if constexpr (Named<T>) {
    return {{"enum", words_of<T>()}};
  } else if constexpr (std::same_as<T, bool>) {
    return {{"type", "boolean"}};
  } else if constexpr (std::is_integral_v<T>) {
    return count_schema(allowed);
  } else if constexpr (std::is_floating_point_v<T>) {
    return number_schema(allowed);
  } else if constexpr (std::same_as<T, std::string>) {
    return text_schema(allowed);
  } else if constexpr (k_is_optional<T>) {
    return or_null(schema_of<typename T::value_type>(allowed));
  } else if constexpr (std::same_as<T, Value>) {
    return {{"type", {"string", "number"}}};
  } else if constexpr (std::same_as<T, Metric>) {
    return {{"type", {"number", "boolean"}}};
  } else if constexpr (std::same_as<T, NamedValues>) {
    return {{"type", "object"}, {"additionalProperties", {{"type", {"null", "boolean", "number", "string", "array"}}}}};
  } else if constexpr (std::same_as<T, Summary>) {
    return summary_schema();
  } else if constexpr (std::same_as<T, DeadSpell> || std::same_as<T, UnitId>) {
    return {{"type", "array"}, {"items", count_schema(Allowed::any)}, {"minItems", 2}, {"maxItems", 2}};
  } else if constexpr (k_is_list<T>) {
    return {{"type", "array"}, {"items", schema_of<typename T::value_type>(allowed)}};
  } else {
    JsonSchema schema;
    T value{};
    describe(schema, value);
    return schema.take();
  }
}

}  // namespace reluscope
