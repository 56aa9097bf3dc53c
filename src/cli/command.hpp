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
  std::string name;  // "sweep merge" is a command of the one before it, "sweep"
  std::string summary;  // one line
  std::vector<Example> examples;
  OptionTable options;
  std::function<int(const OptionTable&)> run;  // takes the options, read; returns the exit code
};

/// The program as its users know it.
struct Program {
  std::string name;
  std::string summary;
  std::vector<Example> examples;
  std::vector<std::pair<std::string, std::string>> exit_codes;  // "130, 143" and what they mean
  std::vector<Command> commands;
};

}  // namespace reluscope
