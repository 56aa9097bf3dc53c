#include "run/run_spec.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "report/json_writer.hpp"
#include "run/run_options.hpp"
#include "support/sha256.hpp"

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

nlohmann::ordered_json config_schema() {
  RunSpec spec;
  const OptionTable table = run_options(spec);
  nlohmann::ordered_json properties, required;
  for (const Option& option : table.options()) {
    if (option.is_positional()) continue;
    nlohmann::ordered_json& property = properties[key_of(option)] = value_schema(option);
    property["description"] = option.description;
    required.push_back(key_of(option));
  }
  return {{"properties", properties}, {"required", required}, {"additionalProperties", false}};
}

NamedValues RunSpec::config() const {
  RunSpec copy = *this;
  const OptionTable table = run_options(copy);
  NamedValues config;
  for (const Option& option : table.options()) {
    if (option.is_positional()) continue;
    config.emplace_back(key_of(option), option.applicable_value());
  }
  return config;
}

std::string RunSpec::id_of(const NamedValues& config, const InputHashes& inputs) {
  nlohmann::ordered_json values = to_json(config);
  for (const auto& [key, sha256] : {std::pair("validation_data", &inputs.validation), {"init_from", &inputs.model}})
    if (!values[key].is_null()) values[key] = *sha256;  // and not its path
  Sha256 hash;
  hash.update(values.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace));
  hash.update(inputs.data);
  return hash.hex();
}

}  // namespace reluscope
