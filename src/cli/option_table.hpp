#pragma once

#include <concepts>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/arguments.hpp"
#include "support/text.hpp"
#include "support/value.hpp"

namespace reluscope {

/// An option of a command: how it is written, what it does, and how it stands. The parser, the help, the man page, the
/// completions, configuration files and a report's `config` are all made from it.
struct Option {
  enum class Kind {
    positional,   // stands without a flag
    positionals,  // the same, as many as there are
    flag,         // takes no value
    single,       // takes one
    list,         // takes one, which is cut at its commas
    repeatable,   // takes one, as often as it is given
  };

  Kind kind = Kind::single;
  std::string flags;       // "-o,--output"; of a positional its name, "DATA.csv"
  std::string key;         // its name in configuration files, "output"; empty: none
  std::string value_name;  // what the help calls its value, such as FILE, or the words it takes: a|b|c
  std::string description;
  std::string group;
  std::vector<std::string> suggested_for;  // what other tools call it, "learning-rate": who writes that is told its name
  bool required = false;
  bool changes_result = true;  // so that a report's `config` has it
  /// The keys of what this flag, where it is given, overrides in a configuration file beside its own.
  std::vector<std::string> overrides;
  /// Takes the values: none of a flag, one of a single option, the parts of a list, all of a repeatable one. Throws
  /// UserError that names the flag where they do not fit.
  std::function<void(const std::vector<std::string>&)> read;
  /// As it stands once the options are resolved; null where it is not given or does not apply. Empty where the command
  /// takes no configuration file.
  std::function<Value()> value;

  bool takes_many() const { return kind == Kind::positionals || kind == Kind::repeatable; }
  /// Its last name with the dashes: "--output"; of a positional its name.
  std::string name() const;
};

/// The options of a command, in the order and in the groups of its help.
class OptionTable {
 public:
  /// What is added from here on belongs to this group of the help.
  void begin_group(const std::string& name) { m_group = name; }

  Option& add(Option::Kind kind, const std::string& flags, const std::string& value_name,
              const std::string& description, std::function<void(const std::vector<std::string>&)> read,
              std::function<Value()> value = nullptr);
  /// An option with one value, which `read` turns into something.
  Option& add_single(const std::string& flags, const std::string& value_name, const std::string& description,
                     const std::function<void(const std::string&)>& read, std::function<Value()> value = nullptr);

  // The following set a target, which must outlive the table.

  /// A path that stands without a flag. key: its name in configuration files; none where it has none.
  Option& add_path(const std::string& name, const std::string& key, const std::string& description,
                   std::string& target);
  /// A value that is kept as it is.
  Option& add_text(const std::string& flags, const std::string& value_name, const std::string& description,
                   std::string& target);
  /// No value: sets the target to `value`.
  Option& add_flag(const std::string& flags, const std::string& description, bool& target, bool value = true);
  /// "a,b": the parts are the target.
  Option& add_list(const std::string& flags, const std::string& value_name, const std::string& description,
                   std::vector<std::string>& target);
  /// read: one of the readers of numbers of arguments.hpp.
  template <class T, class Read>
  Option& add_number(const std::string& flag, const std::string& value_name, const std::string& description, T& target,
                     Read read) {
    return add_single(
        flag, value_name, description,
        [=, &target](const std::string& text) { target = static_cast<T>(read(flag, text)); },
        [&target] { return number(target); });
  }
  /// One of a few words; the help shows them, and the target's word as the default.
  template <class E, std::size_t N>
  Option& add_choice(const std::string& flag, const Choice<E> (&choices)[N], const std::string& description,
                     E& target) {
    return add_single(
        flag, joined(words(choices), "|"), description + " [" + word_for(target, choices) + "]",
        [&target, &choices, flag](const std::string& word) { target = choose(flag, word, choices); },
        [&target, &choices] {
          if constexpr (std::same_as<E, int>)
            return number(target);
          else
            return Value(word_for(target, choices));
        });
  }

  const std::vector<Option>& options() const { return m_options; }
  /// Null where there is none.
  const Option* find(std::string_view key) const;
  /// What a message on a flag, or on a key, that there is not adds to it, as `did_you_mean`.
  std::string proposal_for_flag(const std::string& flag) const;
  std::string proposal_for_key(const std::string& key) const;

 private:
  template <std::integral T>
  static Value number(T value) {
    return static_cast<std::int64_t>(value);
  }
  static Value number(double value) { return value; }

  std::string m_group;
  std::vector<Option> m_options;
};

/// The value of an option that is none where the text is empty.
Value text_or_null(const std::string& text);

}  // namespace reluscope
