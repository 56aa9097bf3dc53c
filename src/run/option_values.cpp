#include "run/option_values.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace reluscope {
namespace {

std::string key_of(const Option& option) {
  std::string key = option.key;
  std::ranges::replace(key, '-', '_');
  return key;
}

/// What an option's value may be, by what it is by default.
nlohmann::ordered_json given_value_schema(const Option& option) {
  const Value value = option.value();
  const auto has_argument = [](const std::string& word) { return word.find(':') != std::string::npos; };
  if (std::holds_alternative<bool>(value)) return {{"type", "boolean"}};
  if (std::holds_alternative<std::int64_t>(value)) return {{"type", "integer"}, {"minimum", 0}};
  if (std::holds_alternative<double>(value)) return {{"type", {"number", "null"}}};
  if (std::holds_alternative<std::vector<std::int64_t>>(value))
    return {{"type", "array"}, {"items", {{"type", "integer"}, {"minimum", 1}}}};
  if (std::holds_alternative<std::vector<std::string>>(value))
    return {{"type", "array"}, {"items", {{"type", "string"}}}};
  if (!option.words.empty() && std::ranges::none_of(option.words, has_argument)) return {{"enum", option.words}};
  return {{"type", {"string", "null"}}};
}

/// The same, or null if the option may not apply.
nlohmann::ordered_json value_schema(const Option& option) {
  nlohmann::ordered_json schema = given_value_schema(option);
  if (!option.conflict) return schema;
  if (schema.contains("enum")) {
    schema["enum"].push_back(nullptr);
  } else if (schema["type"].is_string()) {
    schema["type"] = {schema["type"], "null"};
  }
  return schema;
}

}  // namespace

NamedValues values_of(const OptionTable& table) {
  NamedValues values;
  for (const Option& option : table.options())
    if (!option.is_positional()) values.emplace_back(key_of(option), option.applicable_value());
  return values;
}

nlohmann::ordered_json schema_of_values(const std::vector<OptionTable>& tables) {
  nlohmann::ordered_json properties, required = nlohmann::ordered_json::array();
  std::map<std::string, std::size_t> owners;
  for (const OptionTable& table : tables) {
    for (const Option& option : table.options()) {
      const std::string key = key_of(option);
      if (option.is_positional()) continue;
      ++owners[key];
      if (properties.contains(key)) continue;
      nlohmann::ordered_json& property = properties[key] = value_schema(option);
      property["description"] = option.description;
    }
  }
  for (const auto& [key, property] : properties.items())
    if (owners[key] == tables.size()) required.push_back(key);
  return {{"properties", properties}, {"required", required}, {"additionalProperties", false}};
}

}  // namespace reluscope
