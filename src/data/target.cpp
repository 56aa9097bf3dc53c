#include "data/target.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "support/error.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

constexpr std::size_t k_most_automatic_classes = 20;

float target_of(const Table& table, std::size_t row) { return table.cells.row(row).back(); }

/// The different numbers in the target column, sorted, or the first `most` + 1 of them.
std::vector<float> distinct_numbers(const Table& table, std::size_t most) {
  std::vector<float> numbers;  // few: a set would take longer
  for (std::size_t j = 0; j < table.cells.rows() && numbers.size() <= most; ++j) {
    const float number = target_of(table, j);
    const auto place = std::ranges::lower_bound(numbers, number);
    if (place == numbers.end() || *place != number) numbers.insert(place, number);
  }
  return numbers;
}

Task task_of(const Table& table, Task wanted) {
  const Column& target = table.target();
  if (target.is_text && wanted == Task::regression)
    throw UserError(table.name() + ":" + std::to_string(target.text_line) + ": column " + in_quotes(target.name) +
                    ": " + in_quotes(target.text) + " is not a number to regress on; use --task classification");
  if (wanted != Task::automatic) return wanted;
  if (target.is_text) return Task::classification;
  const std::vector<float> numbers = distinct_numbers(table, k_most_automatic_classes);
  const bool whole = std::ranges::all_of(numbers, [](float x) { return x == std::floor(x); });
  return whole && numbers.size() <= k_most_automatic_classes ? Task::classification : Task::regression;
}

std::vector<std::string> classes_of(const Table& table, std::size_t most) {
  const Column& target = table.target();
  std::vector<std::string> classes;
  if (target.is_text) {
    return target.categories;
  }
  for (const float value : distinct_numbers(table, most)) classes.push_back(to_shortest(value));
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
  encoding.classes = classes_of(table, table.options.max_categories);
  if (encoding.classes.size() < 2)
    throw UserError(table.name() + ": column " + in_quotes(encoding.target) + " is " +
                    in_quotes(encoding.classes.front()) +
                    " on every row: there is nothing to classify; name another --target" +
                    (table.target().is_text ? "" : ", or use --task regression"));
}

std::vector<std::int32_t> labels_of(const Table& table, const Encoding& encoding) {
  const Column& target = table.target();
  const auto class_name = [&](float cell) {
    return target.is_text ? target.categories[static_cast<std::size_t>(cell)] : to_shortest(cell);
  };
  std::vector<float> cells;            // those seen so far, sorted
  std::vector<std::int32_t> label_of;  // each of them
  const auto look_up = [&](std::size_t row) {
    const auto found = std::ranges::find(encoding.classes, class_name(target_of(table, row)));
    if (found != encoding.classes.end()) return static_cast<std::int32_t>(found - encoding.classes.begin());
    throw UserError(table.name() + ":" + std::to_string(table.lines[row]) + ": column " + in_quotes(target.name) +
                    ": class " + in_quotes(class_name(target_of(table, row))) +
                    " does not occur in the training file; mend or remove the row");
  };
  std::vector<std::int32_t> labels;
  labels.reserve(table.cells.rows());
  for (std::size_t j = 0; j < table.cells.rows(); ++j) {
    const float cell = target_of(table, j);
    const auto place = std::ranges::lower_bound(cells, cell) - cells.begin();
    if (place == std::ssize(cells) || cells[static_cast<std::size_t>(place)] != cell) {
      label_of.insert(label_of.begin() + place, look_up(j));
      cells.insert(cells.begin() + place, cell);
    }
    labels.push_back(label_of[static_cast<std::size_t>(place)]);
  }
  return labels;
}

}  // namespace reluscope
