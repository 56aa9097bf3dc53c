#include "run/run_command.hpp"

#include <algorithm>
#include <cmath>

#include "run/run_options.hpp"
#include "support/error.hpp"
#include "support/number.hpp"
#include "support/shell.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

struct Texts {
  std::vector<std::string> operator()(std::monostate /*none*/) const { return {}; }
  std::vector<std::string> operator()(bool /*is_set*/) const { return {}; }
  std::vector<std::string> operator()(std::int64_t number) const { return {std::to_string(number)}; }
  std::vector<std::string> operator()(double number) const { return {to_shortest(number)}; }
  std::vector<std::string> operator()(const std::string& text) const { return {text}; }
  std::vector<std::string> operator()(const std::vector<std::string>& texts) const { return texts; }
  std::vector<std::string> operator()(const std::vector<std::int64_t>& numbers) const {
    std::vector<std::string> texts;
    for (const std::int64_t number : numbers) texts.push_back(std::to_string(number));
    return texts;
  }
};

/// As it is given on the command line; none if it is not, or need not be.
std::optional<OptionChange> as_given(const Option& option, const Value& usual) {
  const Value value = option.applicable_value();
  if (option.is_positional() || value == usual || std::holds_alternative<std::monostate>(value)) return std::nullopt;
  if (const bool* is_set = std::get_if<bool>(&value); is_set != nullptr && !*is_set) return std::nullopt;
  return OptionChange{option.key, std::visit(Texts(), value)};
}

const Option& find(const OptionTable& table, const std::string& key) {
  return *std::ranges::find(table.options(), key, &Option::key);
}

void take(OptionTable& table, const OptionChange& change) {
  std::ranges::find(table.options(), change.key, &Option::key)->take(change.texts);
}

/// Whether the run stays the same without one of its options.
bool is_needless(const std::string& path, OptionChanges options, const std::string& key, const NamedValues& config) {
  std::erase_if(options, [&](const OptionChange& option) { return option.key == key; });
  try {
    return run_spec(path, options).config() == config;
  } catch (const UserError&) {
    return false;
  }
}

}  // namespace

OptionChanges options_of(const RunSpec& spec) {
  RunSpec copy = spec, defaults;
  const OptionTable table = run_options(copy), usual = run_options(defaults);
  OptionChanges options;
  for (std::size_t i = 0; i < table.options().size(); ++i)
    if (auto given = as_given(table.options()[i], usual.options()[i].applicable_value()))
      options.push_back(std::move(*given));
  // what follows from others, as the learning rate from the optimizer, need not be said
  try {
    const NamedValues config = run_spec(spec.data.table.path, options).config();
    for (const OptionChange& option : OptionChanges(options))
      if (is_needless(spec.data.table.path, options, option.key, config))
        std::erase_if(options, [&](const OptionChange& other) { return other.key == option.key; });
  } catch (const UserError&) {  // a model that was read says more than options may; they are right as they are
  }
  return options;
}

OptionChanges changed(OptionChanges options, const OptionChanges& changes) {
  RunSpec spec;
  const OptionTable table = run_options(spec);
  for (const OptionChange& change : changes) {
    const std::vector<std::string>& excluded = find(table, change.key).overrides;
    std::erase_if(options,
                  [&](const OptionChange& other) { return std::ranges::find(excluded, other.key) != excluded.end(); });
    const auto same = std::ranges::find(options, change.key, &OptionChange::key);
    if (same == options.end())
      options.push_back(change);
    else
      same->texts = change.texts;
  }
  return options;
}

RunSpec run_spec(const std::string& path, const OptionChanges& options) {
  RunDraft draft;
  OptionTable table = draft.options();
  take(table, {"data", {path}});
  for (const OptionChange& option : options) take(table, option);
  return draft.resolve(table);
}

std::string train_command(const std::string& path, const OptionChanges& options) {
  RunSpec spec;
  const OptionTable table = run_options(spec);
  std::string command = "reluscope train " + path_word(path);
  for (const OptionChange& change : options) {
    const Option& option = find(table, change.key);
    if (option.kind == Option::Kind::repeatable)
      for (const std::string& text : change.texts) command += " " + with_value(option.name(), text);
    else if (option.kind == Option::Kind::list)
      command += " " + with_list(option.name(), change.texts);
    else
      command += " " + (change.texts.empty() ? option.name() : with_value(option.name(), change.texts.front()));
  }
  return command;
}

namespace {

/// Whether the task has to be said: without --task, text and up to 20 whole numbers are classes.
bool is_task_needed(const Dataset& dataset) {
  const Encoding& encoding = dataset.encoding;
  if (encoding.task == Task::regression) {
    const auto target = std::ranges::find(dataset.columns, encoding.target, &ColumnSummary::name);
    return target != dataset.columns.end() && target->distinct &&
           *target->distinct <= std::int64_t{k_most_automatic_classes};
  }
  std::vector<double> numbers;
  for (const std::string& name : encoding.classes)
    if (const std::optional<double> number = parse_number(name)) numbers.push_back(*number);
  if (numbers.size() < encoding.classes.size()) return false;  // text
  const auto is_whole = [](double number) { return number == std::floor(number); };
  return numbers.size() > k_most_automatic_classes || !std::ranges::all_of(numbers, is_whole);
}

/// The options of the run, without those that the dataset decides by itself.
OptionChanges undecided_options(const RunSpec& spec, const Dataset& dataset) {
  RunSpec resolved = spec;
  resolved.data.table.target = dataset.encoding.target;
  resolved.data.table.task = dataset.encoding.task;
  resolved.data.table.delimiter = dataset.delimiter;
  OptionChanges options = options_of(resolved);
  const bool is_last = !dataset.columns.empty() && dataset.columns.back().name == dataset.encoding.target;
  const bool is_task_open = !is_task_needed(dataset), is_comma = dataset.delimiter == ',';
  std::erase_if(options, [&](const OptionChange& option) {
    return (option.key == "target" && is_last) || (option.key == "task" && is_task_open) ||
           (option.key == "delimiter" && is_comma);
  });
  return options;
}

}  // namespace

void add_commands(const RunSpec& spec, const Dataset& dataset, Findings& findings) {
  if (std::ranges::all_of(findings, [](const Finding& finding) { return finding.changes.empty(); })) return;
  const OptionChanges options = undecided_options(spec, dataset);
  for (Finding& finding : findings)
    if (!finding.changes.empty())
      finding.command = train_command(spec.data.table.path, changed(options, finding.changes));
}

}  // namespace reluscope
