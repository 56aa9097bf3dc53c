#include "support/option_table.hpp"

#include <algorithm>

#include "support/error.hpp"
#include "support/suggestion.hpp"

namespace reluscope {
namespace {

/// Words that lead to a name: the name itself, or another word for it.
class Names {
 public:
  void add(const std::string& name, const std::vector<std::string>& suggested_for) {
    m_words.push_back(name);
    m_words.insert(m_words.end(), suggested_for.begin(), suggested_for.end());
    m_names.resize(m_words.size(), name);
  }
  std::string proposal_for(const std::string& word) const {
    const std::string* found = nearest(word, m_words);
    return did_you_mean(found == nullptr ? nullptr : &m_names[static_cast<std::size_t>(found - m_words.data())]);
  }

 private:
  std::vector<std::string> m_words;
  std::vector<std::string> m_names;  // of each word
};

}  // namespace

std::string Option::name() const { return names().back(); }

std::vector<std::string> Option::completions() const {
  std::vector<std::string> proposed = words;
  for (std::string& word : proposed)
    if (const std::size_t colon = word.find(':'); colon != std::string::npos) word.resize(colon + 1);
  return proposed;
}

std::string Option::description_with_default() const {
  return default_text.empty() ? description : description + " [" + default_text + "]";
}

Option& Option::by_default(const std::string& text) {
  default_text = text;
  return *this;
}
Option& Option::suggest_for(const std::vector<std::string>& names) {
  suggested_for = names;
  return *this;
}
Option& Option::override_keys(const std::vector<std::string>& keys) {
  overrides = keys;
  return *this;
}
Option& Option::unless(std::function<std::string()> its_conflict) {
  conflict = std::move(its_conflict);
  return *this;
}
Option& Option::outside_report() {
  changes_result = false;
  return *this;
}
Option& Option::outside_config() {
  changes_result = false;
  key.clear();
  return *this;
}

Option& OptionTable::add(Option::Kind kind, const std::string& flags, const std::string& value_name,
                         const std::string& description, std::function<void(const std::vector<std::string>&)> read,
                         std::function<Value()> value) {
  Option option{.kind = kind,
                .flags = flags,
                .value_name = value_name,
                .description = description,
                .group = m_group,
                .read = std::move(read),
                .value = std::move(value)};
  if (option.name().starts_with("--")) option.key = option.name().substr(2);
  const auto same_group = [&](const Option& other) { return other.group == m_group; };
  const auto last = std::find_if(m_options.rbegin(), m_options.rend(), same_group);
  return *m_options.insert(last == m_options.rend() ? m_options.end() : last.base(), std::move(option));
}

Option& OptionTable::add_single(const std::string& flags, const std::string& value_name, const std::string& description,
                                const std::function<void(const std::string&)>& read, std::function<Value()> value) {
  return add(
      Option::Kind::single, flags, value_name, description,
      [read](const std::vector<std::string>& texts) { read(texts.front()); }, std::move(value));
}

Option& OptionTable::add_path(const std::string& name, const std::string& key, const std::string& description,
                              std::string& target) {
  Option& option = add_file(name, "", description, target);
  option.kind = Option::Kind::positional;
  option.key = key;
  option.required = true;
  return option;
}

Option& OptionTable::add_text(const std::string& flags, const std::string& value_name, const std::string& description,
                              std::string& target) {
  return add_single(
      flags, value_name, description, [&target](const std::string& text) { target = text; },
      [&target] { return text_or_null(target); });
}

Option& OptionTable::add_file(const std::string& flags, const std::string& value_name, const std::string& description,
                              std::string& target) {
  Option& option = add_text(flags, value_name, description, target);
  option.takes_file = true;
  return option;
}

Option& OptionTable::add_flag(const std::string& flags, const std::string& description, bool& target, bool value) {
  return add(
      Option::Kind::flag, flags, "", description, [&target, value](const auto&) { target = value; },
      [&target, value] { return Value(target == value); });
}

Option& OptionTable::add_list(const std::string& flags, const std::string& value_name, const std::string& description,
                              std::vector<std::string>& target) {
  return add(
      Option::Kind::list, flags, value_name, description,
      [&target](const std::vector<std::string>& texts) { target = texts; }, [&target] { return Value(target); });
}

const Option* OptionTable::find(std::string_view key) const {
  const auto found = std::ranges::find(m_options, key, &Option::key);
  return key.empty() || found == m_options.end() ? nullptr : &*found;
}

void OptionTable::check_conflicts() const {
  for (const Option& option : m_options) {
    if (!option.is_given || !option.conflict) continue;
    if (const std::string conflict = option.conflict(); !conflict.empty())
      throw UserError(option.name() + " " + conflict);
  }
}

std::string OptionTable::proposal_for_flag(const std::string& flag) const {
  Names names;
  names.add("--help", {});
  for (const Option& option : m_options)
    if (option.name().starts_with("--")) names.add(option.name(), option.suggested_for);
  return names.proposal_for(flag);
}

std::string OptionTable::proposal_for_key(const std::string& key) const {
  Names names;
  for (const Option& option : m_options)
    if (!option.key.empty()) names.add(option.key, option.suggested_for);
  return names.proposal_for(key);
}

Value text_or_null(const std::string& text) { return text.empty() ? Value() : Value(text); }

}  // namespace reluscope
