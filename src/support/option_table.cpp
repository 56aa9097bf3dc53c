#include "support/option_table.hpp"

#include <algorithm>

#include "support/error.hpp"
#include "support/suggestion.hpp"

namespace reluscope {
namespace {

/// What did_you_mean says of the nearest word: the name itself, or what other tools call it.
std::string proposal_for(const std::string& word, const std::vector<Option>& options,
                         std::string (*name_of)(const Option&), const std::string& first) {
  std::vector<std::string> words = {first}, names = {first};
  for (const Option& option : options) {
    if (name_of(option).empty()) continue;
    words.push_back(name_of(option));
    words.insert(words.end(), option.suggested_for.begin(), option.suggested_for.end());
    names.resize(words.size(), name_of(option));
  }
  const std::string* found = nearest(word, words);
  return did_you_mean(found == nullptr ? nullptr : &names[static_cast<std::size_t>(found - words.data())]);
}

}  // namespace

std::string Option::name() const { return names().back(); }

void Option::take(const std::vector<std::string>& values) {
  read(values);  // first: what it says of an empty text is more to the point
  const bool is_empty =
      kind == Kind::list ? values == std::vector<std::string>{""} : std::ranges::count(values, "") > 0;
  if (is_empty)
    throw UserError(name() + ": '' is empty; give " + (placeholder().empty() ? "a value" : placeholder()) +
                    ", or leave it out");
  texts = values;
  is_given = true;
}

std::vector<std::string> Option::completions() const {
  std::vector<std::string> proposed = words;
  for (std::string& word : proposed)
    if (const std::size_t colon = word.find(':'); colon != std::string::npos) word.resize(colon + 1);
  return proposed;
}

std::string Option::description_with_default() const {
  return default_text.empty() ? description : description + " [" + default_text + "]";
}

Option& OptionTable::add(Option::Kind kind, const std::string& flags, const std::string& value_name,
                         const std::string& description, std::function<void(const std::vector<std::string>&)> read,
                         std::function<Value()> value) {
  Option option{.kind = kind,
                .flags = flags,
                .value_name = value_name,
                .description = description,
                .read = std::move(read),
                .value = std::move(value)};
  if (option.name().starts_with("--")) option.key = option.name().substr(2);
  return add(std::move(option));
}

Option& OptionTable::add(Option option) {
  constexpr std::size_t k_usual = 96;
  m_options.reserve(k_usual);  // to move them takes as long as to make them
  option.group = m_group;
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
  option.role = FileRole::input;
  return option;
}

Option& OptionTable::add_output(const std::string& flags, const std::string& value_name, const std::string& description,
                                std::string& target, FileRole role) {
  Option& option = add_file(flags, value_name, description, target);
  option.role = role;
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
  const auto flag_of = [](const Option& option) { return option.is_positional() ? "" : option.name(); };
  return proposal_for(flag, m_options, flag_of, "--help");
}

std::string OptionTable::proposal_for_key(const std::string& key) const {
  return proposal_for(
      key, m_options, [](const Option& option) { return option.key; }, "");
}

Value text_or_null(const std::string& text) { return text.empty() ? Value() : Value(text); }

}  // namespace reluscope
