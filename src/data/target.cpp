#include "data/target.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <vector>

#include "support/error.hpp"
#include "support/number.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

constexpr std::size_t k_most_automatic_classes = 20;

/// The different numbers in the target column, or the first `most` + 1 of them.
std::set<double> distinct_numbers(const Table& table, std::size_t most) {
  std::set<double> numbers;
  for (std::size_t j = 0; j < table.targets.size() && numbers.size() <= most; ++j) numbers.insert(table.targets[j]);
  return numbers;
}

Task task_of(const Table& table, Task wanted) {
  const Column& target = table.target();
  if (target.is_text && wanted == Task::regression)
    throw UserError(table.name() + ":" + std::to_string(target.text_line) + ": column " + in_quotes(target.name) +
                    ": " + in_quotes(target.text) + " is not a number to regress on; use --task classification");
  if (wanted != Task::automatic) return wanted;
  if (target.is_text) return Task::classification;
  const std::set<double> numbers = distinct_numbers(table, k_most_automatic_classes);
  const bool whole = std::ranges::all_of(numbers, [](double x) { return x == std::floor(x); });
  return whole && numbers.size() <= k_most_automatic_classes ? Task::classification : Task::regression;
}

std::vector<std::string> classes_of(const Table& table) {
  const Column& target = table.target();
  if (target.is_text) return target.categories;
  const std::size_t most = table.options.max_categories;
  std::vector<std::string> classes;
  for (const double value : distinct_numbers(table, most)) classes.push_back(to_shortest(value));
  if (classes.size() > most)
    throw UserError(table.name() + ": column " + in_quotes(target.name) + " has more than " + std::to_string(most) +
                    " different values to classify; use --task regression, or raise --max-categories");
  return classes;
}

}  // namespace

void fit_target(const Table& table, Task task, Encoding& encoding) {
  encoding.target = table.target().name;
  encoding.task = task_of(table, task);
  if (encoding.task == Task::regression) return;
  encoding.classes = classes_of(table);
  if (encoding.classes.size() < 2)
    throw UserError(table.name() + ": column " + in_quotes(encoding.target) + " is " +
                    in_quotes(encoding.classes.front()) +
                    " on every row: there is nothing to classify; name another --target" +
                    (table.target().is_text ? "" : ", or use --task regression"));
}

std::vector<std::int32_t> labels_of(const Table& table, const Encoding& encoding) {
  if (table.target().is_text) return {table.targets.begin(), table.targets.end()};
  std::map<double, std::int32_t> label_of;
  for (const std::string& name : encoding.classes)
    label_of.emplace(parse_number(name).value(), static_cast<std::int32_t>(label_of.size()));
  std::vector<std::int32_t> labels;
  labels.reserve(table.targets.size());
  for (const double target : table.targets) {
    const auto found = label_of.find(target);
    if (found == label_of.end())
      throw UserError(table.name() + ":" + std::to_string(table.lines[labels.size()]) + ": column " +
                      in_quotes(encoding.target) + ": class " + in_quotes(to_shortest(target)) +
                      " does not occur in the training file; correct or remove the row");
    labels.push_back(found->second);
  }
  return labels;
}

}  // namespace reluscope
