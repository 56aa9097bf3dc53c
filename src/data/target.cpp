#include "data/target.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <vector>

#include "support/error.hpp"
#include "support/number.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

/// At most 20 different whole numbers.
bool are_classes(const std::vector<TargetValue>& values) {
  const auto is_whole = [](const TargetValue& v) { return v.value == std::floor(v.value); };
  return !values.empty() && values.size() <= k_most_automatic_classes && std::ranges::all_of(values, is_whole);
}

Task task_of(const Table& table) {
  const Column& target = table.target();
  const Task wanted = table.options.task;
  if (target.is_text() && wanted == Task::regression)
    throw UserError(table.name() + ":" + std::to_string(target.text_line) + ": column " + in_quotes(target.name) +
                    ": " + in_quotes(target.text) + " is not a number to regress on; use --task classification");
  if (wanted != Task::automatic) return wanted;
  return target.is_text() || are_classes(table.target_values) ? Task::classification : Task::regression;
}

std::vector<std::string> classes_of(const Table& table) {
  const Column& target = table.target();
  if (target.is_text()) return target.categories;
  std::vector<std::string> classes;
  for (const TargetValue& value : table.target_values) classes.push_back(value.value == 0 ? "0" : value.text);
  if (classes.empty())
    throw UserError(table.name() + ": column " + in_quotes(target.name) + " has more than " +
                    std::to_string(table.options.max_categories) +
                    " different values to classify; use --task regression" +
                    (table.options.max_categories < k_most_categories ? ", or raise --max-categories" : ""));
  return classes;
}

/// The number that a class is. Those of a model are plain numbers, however the column writes them.
double value_of(const Column& target, const std::string& name) {
  const std::optional<double> value = target.read(name);
  return (value ? value : parse_number(name)).value();
}

}  // namespace

void fit_target(const Table& table, Encoding& encoding) {
  const Column& target = table.target();
  encoding.target = target.name;
  encoding.task = task_of(table);
  if (encoding.task == Task::regression) return;
  encoding.classes = classes_of(table);
  if (encoding.classes.size() < 2)
    throw UserError(table.name() + ": column " + in_quotes(encoding.target) + " is " +
                    in_quotes(encoding.classes.front()) +
                    " on every row: there is nothing to classify; name another --target" +
                    (target.is_text() ? "" : ", or use --task regression"));
}

std::vector<std::int32_t> labels_of(const Table& table, const Encoding& encoding) {
  const Column& target = table.target();
  if (target.is_text()) return {table.targets.begin(), table.targets.end()};
  std::map<double, std::int32_t> label_of;
  for (const std::string& name : encoding.classes)
    label_of.emplace(value_of(target, name), static_cast<std::int32_t>(label_of.size()));
  std::vector<std::int32_t> labels;
  labels.reserve(table.targets.size());
  for (const double value : table.targets) {
    const auto found = label_of.find(value);
    if (found == label_of.end())
      throw UserError(table.name() + ":" + std::to_string(table.lines[labels.size()]) + ": column " +
                      in_quotes(encoding.target) + ": class " + in_quotes(to_shortest(value)) + " does not occur in " +
                      (encoding.model.empty() ? "the training file" : "the model " + encoding.model) +
                      "; correct or remove the row");
    labels.push_back(found->second);
  }
  return labels;
}

}  // namespace reluscope
