#include <algorithm>

#include "cli/config/config.hpp"
#include "cli/config/setting.hpp"
#include "data/byte_source.hpp"
#include "support/error.hpp"
#include "support/shell.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

std::vector<Setting> read_settings(const std::string& path, const std::string& command, const OptionTable& table) {
  const std::string text = read_file(path), name = input_name(path);
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  const bool is_report = first != std::string::npos && text[first] == '{';  // TOML does not begin with a brace
  if (!is_report) return settings_of_toml(text, name, command, table);
  std::vector<Setting> settings = settings_of_report(text, name);
  std::erase_if(settings, [&](const Setting& setting) { return table.is_skipped_in_reports(setting.key); });
  return settings;
}

Option& option_of(const Setting& setting, const std::string& command, OptionTable& table) {
  for (Option& option : table.options())
    if (!option.key.empty() && option.key == setting.key) return option;
  throw UserError(setting.place + ": unknown option " + in_quotes(setting.key) + " in [" + command + "]" +
                  table.proposal_for_key(setting.key) + "; see reluscope " + command + " --help");
}

bool is_overridden(const Setting& setting, const std::vector<const Option*>& given) {
  return std::ranges::any_of(given, [&](const Option* option) {
    return option->key == setting.key || std::ranges::find(option->overrides, setting.key) != option->overrides.end();
  });
}

[[noreturn]] void fail(const Setting& setting, const std::string& problem) {
  throw UserError(setting.place + ": " + setting.key + ": " + problem);
}

/// The values for an option that takes one or more.
std::vector<std::string> texts_of(const Setting& setting, const Option& option) {
  const bool takes_parts = option.kind == Option::Kind::list;
  if (std::holds_alternative<bool>(setting.value))
    fail(setting, "takes a value (" + option.placeholder() + "), not true or false");
  if (const auto* text = std::get_if<std::string>(&setting.value))
    return takes_parts ? list_items(*text) : std::vector{*text};
  if (!takes_parts && !option.takes_many()) fail(setting, "takes one value (" + option.placeholder() + "), not a list");
  return std::get<std::vector<std::string>>(setting.value);
}

void take(const Setting& setting, Option& option) {
  if (std::holds_alternative<std::monostate>(setting.value)) return;
  option.is_from_file = true;
  if (option.kind == Option::Kind::flag) {
    const bool* is_set = std::get_if<bool>(&setting.value);
    if (is_set == nullptr) fail(setting, "is a flag; write true or false");
    if (*is_set) option.take({});
    return;
  }
  const std::vector<std::string> texts = texts_of(setting, option);
  try {
    option.take(texts);
  } catch (const UserError& error) {
    throw UserError(setting.place + ": " + error.what());
  }
}

}  // namespace

void take_config(const std::string& path, const std::string& command, OptionTable& table,
                 const std::vector<const Option*>& given) {
  for (const Setting& setting : read_settings(path, command, table)) {
    Option& option = option_of(setting, command, table);
    if (!is_overridden(setting, given)) take(setting, option);
  }
}

}  // namespace reluscope
