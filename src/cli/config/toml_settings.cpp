#define TOML_HEADER_ONLY 1
// The library asserts of a text ("[$") what it then checks, and reports, by itself: a user's file is no reason to
// abort.
#define TOML_ASSERT(expr) static_assert(true)
#include <algorithm>
#include <toml++/impl/preprocessor.h>
#undef TOML_ASSERT_ASSUME
#define TOML_ASSERT_ASSUME(expr) static_assert(true)
#include <toml++/toml.h>

#include "cli/config/setting.hpp"
#include "cli/config/toml_limits.hpp"
#include "support/error.hpp"
#include "support/suggestion.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

std::string place_of(const std::string& name, const toml::source_position& position) {
  return name + ":" + std::to_string(position.line) + ":" + std::to_string(position.column);
}

toml::table parse(const std::string& text, const std::string& name) {
  check_toml_limits(text, name);
  try {
    return toml::parse(text);
  } catch (const toml::parse_error& error) {
    throw UserError(place_of(name, error.source().begin) + ": not TOML: " + std::string(error.description()) +
                    "; write options as in lr = 0.1 and optimizer = \"adam\"");
  }
}

/// None for a value of another type.
std::optional<std::string> text_of(const toml::node& node) {
  if (const auto* text = node.as_string()) return text->get();
  if (const auto* number = node.as_integer()) return std::to_string(number->get());
  if (const auto* number = node.as_floating_point()) return to_shortest(number->get());
  return std::nullopt;
}

decltype(Setting::value) value_of(const toml::node& node, const std::string& key, const std::string& place) {
  if (const auto* flag = node.as_boolean()) return flag->get();
  if (const std::optional<std::string> text = text_of(node)) return *text;
  if (const auto* items = node.as_array()) {
    std::vector<std::string> texts;
    for (const toml::node& item : *items) {
      const std::optional<std::string> text = text_of(item);
      if (!text) throw UserError(place + ": " + key + ": a list holds texts and numbers only");
      texts.push_back(*text);
    }
    return texts;
  }
  throw UserError(place + ": " + key + ": is not a value of an option; write a text, a number, true, false, or a list");
}

}  // namespace

std::vector<Setting> settings_of_toml(const std::string& text, const std::string& name, const std::string& command,
                                      const OptionTable& table) {
  const toml::table document = parse(text, name);
  std::vector<std::pair<toml::source_position, Setting>> found;
  for (const auto& [key, node] : document) {
    const std::string word(key.str());
    const std::string place = place_of(name, key.source().begin);
    if (word == command && !node.is_table())
      throw UserError(place + ": " + in_quotes(word) + " is not a table; write [" + command + "] on a line of its own");
    if (word != command) {
      const bool is_option = table.find(word) != nullptr;
      throw UserError(
          place + ": " + in_quotes(word) +
          (is_option ? " is outside" : " is not known" + did_you_mean(word, {command}) + "; options belong into") +
          " the table [" + command + "]" + (is_option ? "; begin the file with this line: [" + command + "]" : ""));
    }
    for (const auto& [option, value] : *node.as_table()) {
      const std::string option_place = place_of(name, option.source().begin);
      const std::string option_key(option.str());
      found.push_back({option.source().begin, {option_key, value_of(value, option_key, option_place), option_place}});
    }
  }
  std::ranges::sort(found, {}, [](const auto& entry) { return std::pair(entry.first.line, entry.first.column); });
  std::vector<Setting> settings;
  for (auto& [position, setting] : found) settings.push_back(std::move(setting));
  return settings;
}

}  // namespace reluscope
