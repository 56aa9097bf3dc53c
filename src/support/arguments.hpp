#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "support/names.hpp"

namespace reluscope {

/// Reads the value that a word names; throws UserError, naming the flag and all words, if there is none.
[[noreturn]] void fail_choice(const std::string& flag, const std::string& word, const std::vector<std::string>& all);
template <Named E>
E choose(const std::string& flag, const std::string& word) {
  if (const std::optional<E> value = value_named<E>(word)) return *value;
  fail_choice(flag, word, words_of<E>());
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
std::int64_t read_zero_or_one(const std::string& flag, const std::string& text);
std::int64_t read_seed(const std::string& flag, const std::string& text);
/// Whole numbers from 1, a text each.
std::vector<std::size_t> read_widths(const std::string& flag, const std::vector<std::string>& texts);

}  // namespace reluscope
