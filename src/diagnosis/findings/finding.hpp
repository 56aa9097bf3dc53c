#pragma once

#include <string>
#include <vector>

#include "support/names.hpp"
#include "support/option_change.hpp"
#include "support/value.hpp"

namespace reluscope {

enum class Severity { info, warning, error };
template <>
inline constexpr auto k_words<Severity> = std::to_array<Word<Severity>>({{Severity::info, "info"},
                                                                         {Severity::warning, "warning"},
                                                                         {Severity::error, "error"}});

/// Something a person should know: what, by which numbers, from what it follows, and what to do.
struct Finding {
  std::string code;  // stable, for scripts
  Severity severity = Severity::info;
  std::string message;
  NamedValues evidence;
  std::string advice;       // in words
  OptionChanges changes{};  // the same as options, where there are some
  std::string cure{};       // those as they are typed in a shell: the text of `changes`
  std::string command{};    // the whole command line with them
  std::string caused_by{};  // the code of the finding that it follows from; empty: of none
};

using Findings = std::vector<Finding>;

}  // namespace reluscope
