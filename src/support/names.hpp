#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace reluscope {

/// A value that has a name for users: an enumerator, or a function that an option chooses.
template <class E>
struct Word {
  E value;
  std::string_view word;
  std::string_view argument = {};  // what an option takes behind the word and a colon: STD in "normal:STD"
};

/// All values of E with their words, specialised beside E as an array of Word<E>. Options, JSON, its schema, messages
/// and completions are made from it.
template <class E>
inline constexpr auto k_words = nullptr;

template <class E>
concept Named = requires {
  k_words<E>.size();
};

template <Named E>
constexpr std::string_view name_of(E value) {
  for (const Word<E>& entry : k_words<E>)
    if (entry.value == value) return entry.word;
  return "";
}

template <Named E>
constexpr std::optional<E> value_named(std::string_view word) {
  for (const Word<E>& entry : k_words<E>)
    if (entry.word == word) return entry.value;
  return std::nullopt;
}

template <Named E>
std::vector<std::string> words_of() {
  std::vector<std::string> words;
  for (const Word<E>& entry : k_words<E>) words.emplace_back(entry.word);
  return words;
}

/// The words with what follows a colon: "zeros", "normal:STD".
template <Named E>
std::vector<std::string> choices_of() {
  std::vector<std::string> choices;
  for (const Word<E>& entry : k_words<E>)
    choices.push_back(std::string(entry.word) + (entry.argument.empty() ? "" : ":" + std::string(entry.argument)));
  return choices;
}

}  // namespace reluscope
