#include "report/json_text.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace reluscope {
namespace {

using Json = nlohmann::ordered_json;

std::string scalar(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

void write(const Json& json, std::size_t depth, std::string& text);

void write_lines(const Json& json, std::size_t depth, std::string& text) {
  const char* separator = "\n";
  for (const auto& [key, value] : json.items()) {
    text += separator;
    text.append(2 * (depth + 1), ' ');
    if (json.is_object()) text += scalar(key) + ": ";
    write(value, depth + 1, text);
    separator = ",\n";
  }
  text += '\n';
  text.append(2 * depth, ' ');
}

void write_on_one_line(const Json& array, std::string& text) {
  const char* separator = "";
  for (const Json& value : array) {
    text += separator;
    text += scalar(value);
    separator = ", ";
  }
}

void write(const Json& json, std::size_t depth, std::string& text) {
  if (!json.is_structured() || json.empty()) {
    text += scalar(json);
    return;
  }
  text += json.is_object() ? '{' : '[';
  if (json.is_object() || std::ranges::any_of(json, [](const Json& value) { return value.is_structured(); }))
    write_lines(json, depth, text);
  else
    write_on_one_line(json, text);
  text += json.is_object() ? '}' : ']';
}

}  // namespace

std::string json_text(const Json& json) {
  std::string text;
  write(json, 0, text);
  return text + '\n';
}

}  // namespace reluscope
