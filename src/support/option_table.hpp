#pragma once

#include <algorithm>
#include <concepts>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "support/arguments.hpp"
#include "support/text.hpp"
#include "support/value.hpp"

namespace reluscope {

/// What a command does with the file that an option names.
enum class FileRole {
  none,         // it is a folder, or names no file
  input,        // reads it
  output,       // writes it; - is standard output
  side_output,  // writes it beside the result, which alone may go to standard output
};

/// An option of a command, declared once. The parser, the help, the man page, the completions, configuration files and
/// a report's `config` are all made from it.
struct Option {
  enum class Kind {
    positional,   // without a flag
    positionals,  // any number of them
    flag,         // takes no value
    single,       // takes one value
    list,         // takes values separated by commas; \, is a comma within one
    repeatable,   // takes one value each time it is given
  };

  Kind kind = Kind::single;
  std::string flags;       // "-o,--output"; of a positional its name, "DATA.csv"
  std::string key;         // its name in configuration files, "output"; empty: none
  std::string value_name;  // what the help calls its value, such as FILE
  std::string description;
  std::string default_text;        // as the help shows it; empty: none
  std::vector<std::string> words;  // the values it takes, "normal:STD" for a word with a value; empty: others
  bool takes_file = false;         // its value is a path
  FileRole role = FileRole::none;
  std::string may_replace;  // key of an input that this output may take the place of
  std::string group;
  bool required = false;
  bool is_given = false;                   // on the command line or in a configuration file
  bool is_from_file = false;               // given in a configuration file
  std::vector<std::string> texts;          // as it was given
  std::vector<std::string> suggested_for;  // what other tools call it, "learning-rate"
  std::vector<std::string> overrides;      // keys of a configuration file that do not count if this option is given
  /// Takes the values: none of a flag, one of a single option, the parts of a list, all of a repeatable one. Throws
  /// UserError that names the flag if they do not fit.
  std::function<void(const std::vector<std::string>&)> read;
  /// Its value now; null if it has none. Empty if the command takes no configuration file.
  std::function<Value()> value;
  /// Why it cannot be used together with the other options ("needs --optimizer momentum or nesterov"); empty if it can.
  std::function<std::string()> conflict;

  /// Reads the values, as given on the command line or in a configuration file. Throws UserError if they do not fit; an
  /// empty text is none.
  void take(const std::vector<std::string>& values);
  bool takes_many() const { return kind == Kind::positionals || kind == Kind::repeatable; }
  bool is_positional() const { return kind == Kind::positional || kind == Kind::positionals; }
  /// Its last name with the dashes: "--output"; of a positional its name.
  std::string name() const;
  /// "-o", "--output".
  std::vector<std::string> names() const { return split(flags, ','); }
  /// What the help calls its value: "FILE", "sgd|adam".
  std::string placeholder() const { return words.empty() ? value_name : joined(words, "|"); }
  /// The words as completions propose them: "normal:" for "normal:STD".
  std::vector<std::string> completions() const;
  /// "the learning rate [0.1]".
  std::string description_with_default() const;
  /// Its value, or null if it does not apply.
  Value applicable_value() const { return conflict && !conflict().empty() ? Value() : value(); }

  // Setters, for declarations on one line.
  Option& by_default(const std::string& text) { return default_text = text, *this; }
  Option& suggest_for(const std::vector<std::string>& names_elsewhere) {
    return suggested_for = names_elsewhere, *this;
  }
  Option& override_keys(const std::vector<std::string>& keys) { return overrides = keys, *this; }
  Option& unless(const std::function<std::string()>& its_conflict) { return conflict = its_conflict, *this; }
};

/// The options of a command, in the order and in the groups of its help.
class OptionTable {
 public:
  /// What is added from here on belongs to this group of the help, after what is in it already.
  void begin_group(const std::string& name) { m_group = name; }

  // Each declares an option. What a target is bound to must outlive the table; its value at that moment is the default.

  Option& add(Option option);
  Option& add(Option::Kind kind, const std::string& flags, const std::string& value_name,
              const std::string& description, std::function<void(const std::vector<std::string>&)> read,
              std::function<Value()> value = nullptr);
  /// An option with one value.
  Option& add_single(const std::string& flags, const std::string& value_name, const std::string& description,
                     const std::function<void(const std::string&)>& read, std::function<Value()> value = nullptr);
  /// A file without a flag. key: its name in configuration files; may be empty.
  Option& add_path(const std::string& name, const std::string& key, const std::string& description,
                   std::string& target);
  Option& add_text(const std::string& flags, const std::string& value_name, const std::string& description,
                   std::string& target);
  Option& add_file(const std::string& flags, const std::string& value_name, const std::string& description,
                   std::string& target);
  /// A file that is written.
  Option& add_output(const std::string& flags, const std::string& value_name, const std::string& description,
                     std::string& target, FileRole role);
  /// Sets the target to `value`.
  Option& add_flag(const std::string& flags, const std::string& description, bool& target, bool value = true);
  /// "a,b": the parts are the target.
  Option& add_list(const std::string& flags, const std::string& value_name, const std::string& description,
                   std::vector<std::string>& target);
  /// read: one of the readers of arguments.hpp.
  template <class T, class Read>
  Option& add_number(const std::string& flag, const std::string& value_name, const std::string& description, T& target,
                     Read read) {
    Option& option = add_single(
        flag, value_name, description,
        [=, &target](const std::string& text) { target = static_cast<T>(read(flag, text)); },
        [&target] { return number(target); });
    return option.by_default(to_shortest(static_cast<double>(target)));
  }
  /// One of a few words.
  template <Named E>
  Option& add_choice(const std::string& flag, const std::string& description, E& target) {
    Option& option = add_single(
        flag, "", description, [&target, flag](const std::string& word) { target = choose<E>(flag, word); },
        [&target] { return Value(std::string(name_of(target))); });
    option.words = words_of<E>();
    return option.by_default(std::string(name_of(target)));
  }

  /// A report as configuration may say of this option what it likes: that is not taken.
  void skip_in_reports(const std::string& key) { m_skipped.push_back(key); }
  bool is_skipped_in_reports(std::string_view key) const {
    return std::ranges::find(m_skipped, key) != m_skipped.end();
  }
  const std::vector<Option>& options() const { return m_options; }
  std::vector<Option>& options() { return m_options; }
  /// Null if there is none.
  const Option* find(std::string_view key) const;
  bool is_given(std::string_view key) const { return find(key)->is_given; }
  /// Throws UserError if an option is given that cannot be used together with the others.
  void check_conflicts() const;
  /// What a message on an unknown flag or key adds, as `did_you_mean`.
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
  std::vector<std::string> m_skipped;  // in reports
};

/// The value of an option that is not given if the text is empty.
Value text_or_null(const std::string& text);

}  // namespace reluscope
