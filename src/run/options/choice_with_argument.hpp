#pragma once

#include <string>
#include <utility>

#include "support/option_table.hpp"

namespace reluscope {

/// "normal:0.1" as "normal" and the rest, which is empty without a colon.
inline std::pair<std::string, std::string> split_at_colon(const std::string& text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string::npos) return {text, ""};
  return {text.substr(0, colon), text.substr(colon + 1)};
}

/// Reads one of these choices, as in "normal:0.1", and returns what follows the colon.
template <Named E>
std::string choose_with_argument(const std::string& flag, const std::string& text, E& target) {
  const auto [word, argument] = split_at_colon(text);
  for (const Word<E>& entry : k_words<E>) {
    if (entry.word != word || entry.argument.empty() != argument.empty()) continue;
    target = entry.value;
    return argument;
  }
  fail_choice(flag, text, choices_of<E>());
}

/// "normal:0.1"
template <Named E>
std::string choice_text(E value, double argument) {
  for (const Word<E>& entry : k_words<E>)
    if (entry.value == value && !entry.argument.empty()) return std::string(entry.word) + ":" + to_shortest(argument);
  return std::string(name_of(value));
}

}  // namespace reluscope
