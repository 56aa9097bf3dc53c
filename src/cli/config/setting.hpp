#pragma once

#include <string>
#include <variant>
#include <vector>

#include "support/option_table.hpp"

namespace reluscope {

/// An option as a configuration file has it.
struct Setting {
  std::string key;  // as in option tables
  /// Nothing for null, which a report has for an option that was not given or did not apply; numbers as text.
  std::variant<std::monostate, bool, std::string, std::vector<std::string>> value;
  std::string place;  // for messages: "run.toml:3", "report.json: config.lr"
};

/// The settings of a TOML file, in its order: the table named like the command. name: of the file, for
/// messages. Throws UserError, which names the place and the cure.
std::vector<Setting> settings_of_toml(const std::string& text, const std::string& name, const std::string& command,
                                      const OptionTable& table);

/// The settings of a report: its `config`, and the path of its data.
std::vector<Setting> settings_of_report(const std::string& text, const std::string& name);

}  // namespace reluscope
