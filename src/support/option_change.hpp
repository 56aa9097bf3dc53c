#pragma once

#include <string>
#include <vector>

namespace reluscope {

/// An option of a command that is to be given another value.
struct OptionChange {
  std::string key;                 // as in configuration files, "weight-decay"
  std::vector<std::string> texts;  // as on the command line; of a list its items, of a flag none

  bool operator==(const OptionChange&) const = default;
};

using OptionChanges = std::vector<OptionChange>;

/// As it is typed in a shell: "--lr 0.1 --init he_normal".
std::string text_of(const OptionChanges& changes);

}  // namespace reluscope
