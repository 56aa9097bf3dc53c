#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <functional>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace reluscope {

/// One of the words that an option takes, and what it stands for.
template <class E>
struct Choice {
  std::string_view word;
  E value;
};

template <class E, std::size_t N>
std::string words(const Choice<E> (&choices)[N], const char* separator) {
  std::string text;
  for (const Choice<E>& choice : choices) text += (text.empty() ? "" : separator) + std::string(choice.word);
  return text;
}

/// The word for a value.
template <class E, std::size_t N>
std::string word_for(E value, const Choice<E> (&choices)[N]) {
  for (const Choice<E>& choice : choices)
    if (choice.value == value) return std::string(choice.word);
  return "";
}

/// Reads the value that a word stands for; throws UserError, naming the flag and all words, where it is none of them.
void fail_choice(const std::string& flag, const std::string& word, const std::string& all);
template <class E, std::size_t N>
E choose(const std::string& flag, const std::string& word, const Choice<E> (&choices)[N]) {
  for (const Choice<E>& choice : choices)
    if (choice.word == word) return choice.value;
  fail_choice(flag, word, words(choices, ", "));
  return {};
}

/// Reads a number as a flag's value. Each throws UserError that names the flag where the text is something else.
double read_number(const std::string& flag, const std::string& text);
double read_positive(const std::string& flag, const std::string& text);
double read_not_negative(const std::string& flag, const std::string& text);
/// 0 ≤ value < 1.
double read_fraction(const std::string& flag, const std::string& text);
std::int64_t read_whole(const std::string& flag, const std::string& text, std::int64_t least,
                        std::int64_t greatest = std::numeric_limits<std::int32_t>::max());
std::uint64_t read_seed(const std::string& text);
/// "64,32": whole numbers from 1, with commas between them.
std::vector<std::size_t> read_widths(const std::string& flag, const std::string& text);
/// "a,b" cut at the commas.
std::vector<std::string> read_list(const std::string& text);

/// Options that the help shows together.
class OptionGroup {
 public:
  OptionGroup(CLI::App& command, std::string name) : m_command(command), m_name(std::move(name)) {}

  /// An option with a value, which `read` turns into something when it is parsed. type: what the help calls the value.
  void add(const std::string& flags, const std::string& type, const std::string& description,
           const std::function<void(const std::string&)>& read);
  /// The same, for one that may be given several times.
  void add_repeatable(const std::string& flags, const std::string& type, const std::string& description,
                      const std::function<void(const std::string&)>& read);
  /// An option whose value is kept as it is.
  void add_text(const std::string& flags, const std::string& type, const std::string& description, std::string& target);
  /// An option without a value: sets the target to `value`.
  void add_flag(const std::string& flags, const std::string& description, bool& target, bool value = true);
  /// An option that takes one of a few words; the help shows them, and the target's word as the default.
  template <class E, std::size_t N>
  void add_choice(const std::string& flag, const Choice<E> (&choices)[N], const std::string& description, E& target) {
    add(flag, words(choices, "|"), description + " [" + word_for(target, choices) + "]",
        [&target, &choices, flag](const std::string& word) { target = choose(flag, word, choices); });
  }

 private:
  CLI::App& m_command;
  std::string m_name;
};

}  // namespace reluscope
