#include <array>
#include <cstdio>

#include "cli/config/config.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

// TOML 1.0, "String": a basic string.
std::string toml(const std::string& text) {
  std::string quoted = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      quoted += '\\';
      quoted += c;
    } else if (byte < 0x20 || byte == 0x7F) {
      std::array<char, 8> escape{};
      std::snprintf(escape.data(), escape.size(), "\\u%04X", byte);
      quoted += escape.data();
    } else {
      quoted += c;
    }
  }
  return quoted + '"';
}
std::string toml(bool value) { return value ? "true" : "false"; }
std::string toml(std::int64_t value) { return std::to_string(value); }
std::string toml(double value) { return to_shortest(value); }
std::string toml(std::monostate /*none*/) { return ""; }
template <class T>
std::string toml(const std::vector<T>& items) {
  std::string list;
  for (const T& item : items) list += (list.empty() ? "" : ", ") + toml(item);
  return "[" + list + "]";
}

std::string line_of(const Option& option) {
  const Value value = option.applicable_value();
  if (std::holds_alternative<std::monostate>(value))
    return "# " + option.key + ": " + option.description_with_default();
  return option.key + " = " + std::visit([](const auto& held) { return toml(held); }, value);
}

}  // namespace

std::string config_text(const std::string& command, const OptionTable& table) {
  std::string text =
      "# reluscope " + command + " --config FILE runs this again; flags win over this file\n[" + command + "]\n";
  std::string group;
  for (const Option& option : table.options()) {
    if (option.key.empty()) continue;
    if (option.group != group) text += "\n# " + option.group + "\n";
    group = option.group;
    text += line_of(option) + "\n";
  }
  return text;
}

}  // namespace reluscope
