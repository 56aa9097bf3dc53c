#include "report/json_text.hpp"

#include <algorithm>
#include <functional>
#include <nlohmann/json.hpp>
#include <numeric>

namespace reluscope {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t k_line = 110;  // characters; what takes no more of them is on one line

constexpr std::size_t k_bytes_of_a_scalar = 48;  // with its key and indent, at most, as a rule

std::string dumped(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

void write_string(const std::string& string, std::string& text) {
  const auto is_plain = [](char c) { return c >= ' ' && c <= '~' && c != '"' && c != '\\'; };
  if (std::ranges::all_of(string, is_plain))
    text.append(1, '"').append(string).append(1, '"');
  else
    text += dumped(string);
}

bool is_structured(const Json& json) { return json.is_structured(); }

/// Most are names and whole numbers: those need no dump.
void write_scalar(const Json& json, std::string& text) {
  if (const auto* string = json.get_ptr<const std::string*>())
    write_string(*string, text);
  else if (json.is_number_integer() && !json.is_number_unsigned())
    text += std::to_string(json.get<std::int64_t>());
  else
    text += dumped(json);
}

void write_key(const std::string& key, std::string& text) {
  write_string(key, text);
  text += ": ";
}

void write(const Json& json, std::size_t depth, std::string& text);

void write_lines(const Json& json, std::size_t depth, std::string& text) {
  const char* separator = "\n";
  for (auto item = json.begin(); item != json.end(); ++item) {
    text += separator;
    text.append(2 * (depth + 1), ' ');
    if (json.is_object()) write_key(item.key(), text);
    write(*item, depth + 1, text);
    separator = ",\n";
  }
  text += '\n';
  text.append(2 * depth, ' ');
}

/// False, with a part of it written, if it grows longer than `end`.
bool write_on_one_line(const Json& json, std::size_t end, std::string& text) {
  if (!json.is_structured()) {
    write_scalar(json, text);
    return text.size() <= end;
  }
  text += json.is_object() ? '{' : '[';
  const char* separator = "";
  for (auto item = json.begin(); item != json.end(); ++item) {
    text += separator;
    if (json.is_object()) write_key(item.key(), text);
    if (!write_on_one_line(*item, end, text)) return false;
    separator = json.is_object() ? ", " : ",";
  }
  text += json.is_object() ? '}' : ']';
  return text.size() <= end;
}

void write(const Json& json, std::size_t depth, std::string& text) {
  const bool plain = !json.is_structured() || (json.is_array() && std::ranges::none_of(json, is_structured));
  const std::size_t start = text.size();
  if (write_on_one_line(json, plain ? std::string::npos : start + k_line, text)) return;
  text.resize(start);
  text += json.is_object() ? '{' : '[';
  write_lines(json, depth, text);
  text += json.is_object() ? '}' : ']';
}

/// About as many as the text will have, rather more.
std::size_t bytes_of(const Json& json) {
  if (!json.is_structured()) return k_bytes_of_a_scalar;
  return std::transform_reduce(json.begin(), json.end(), k_bytes_of_a_scalar, std::plus(), bytes_of);
}

}  // namespace

std::string json_text(const Json& json) {
  std::string text;
  text.reserve(bytes_of(json));
  write(json, 0, text);
  text += '\n';
  return text;
}

}  // namespace reluscope
