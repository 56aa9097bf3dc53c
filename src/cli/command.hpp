#pragma once

#include <functional>
#include <string>
#include <vector>

#include "support/option_table.hpp"

namespace reluscope {

/// A call of the program: a line for a shell, and what it is good for.
struct Example {
  std::string line;
  std::string purpose;
};

/// A command of the program, such as `train`.
struct Command {
  std::string name;     // "sweep merge" is a command of the one before it, "sweep"
  std::string summary;  // one line
  std::vector<Example> examples;
  OptionTable options;
  std::function<int(const OptionTable&)> run;  // takes the options, read; returns the exit code
};

/// The word before the name's blank, if there is one: the command that this one belongs to.
inline std::string parent_of(const Command& command) {
  const std::size_t space = command.name.find(' ');
  return space == std::string::npos ? "" : command.name.substr(0, space);
}
/// The word that stands for the command, behind its parent's.
inline std::string own_word(const Command& command) { return command.name.substr(command.name.find(' ') + 1); }

/// The program as its users know it.
struct Program {
  std::string name;
  std::string summary;
  std::vector<Example> examples;
  std::vector<std::pair<std::string, std::string>> exit_codes;  // "130, 143" and what they mean
  std::vector<Command> commands;
};

}  // namespace reluscope
