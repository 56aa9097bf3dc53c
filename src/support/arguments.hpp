#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace reluscope {

/// One of the words that an option takes, and its value.
template <class E>
struct Choice {
  std::string_view word;
  E value;
};

template <class E, std::size_t N>
std::vector<std::string> words(const Choice<E> (&choices)[N]) {
  std::vector<std::string> all;
  for (const Choice<E>& choice : choices) all.emplace_back(choice.word);
  return all;
}

/// The word for a value.
template <class E, std::size_t N>
std::string word_for(E value, const Choice<E> (&choices)[N]) {
  for (const Choice<E>& choice : choices)
    if (choice.value == value) return std::string(choice.word);
  return "";
}

/// The value of a word; throws UserError, naming the flag and all words, if it is none of them.
[[noreturn]] void fail_choice(const std::string& flag, const std::string& word, const std::vector<std::string>& all);
template <class E, std::size_t N>
E choose(const std::string& flag, const std::string& word, const Choice<E> (&choices)[N]) {
  for (const Choice<E>& choice : choices)
    if (choice.word == word) return choice.value;
  fail_choice(flag, word, words(choices));
}

/// Reads a number as a flag's value. Throws UserError that names the flag if the text is something else.
double read_number(const std::string& flag, const std::string& text);
double read_positive(const std::string& flag, const std::string& text);
double read_not_negative(const std::string& flag, const std::string& text);
/// 0 ≤ value < 1.
double read_fraction(const std::string& flag, const std::string& text);
std::int64_t read_whole(const std::string& flag, const std::string& text, std::int64_t least,
                        std::int64_t greatest = std::numeric_limits<std::int32_t>::max());
template <std::int64_t least>
std::int64_t read_whole_from(const std::string& flag, const std::string& text) {
  return read_whole(flag, text, least);
}
std::int64_t read_seed(const std::string& flag, const std::string& text);
/// Whole numbers from 1, a text each.
std::vector<std::size_t> read_widths(const std::string& flag, const std::vector<std::string>& texts);

}  // namespace reluscope
