#include <algorithm>
#include <cstdint>
#include <doctest/doctest.h>
#include <string>
#include <vector>

#include "data/csv_options.hpp"
#include "data/read_table.hpp"
#include "data/target.hpp"
#include "support/error_message.hpp"

using namespace reluscope;

TEST_SUITE("target") {

using Classes = std::vector<std::string>;
using Labels = std::vector<std::int32_t>;

namespace {

/// A file whose target has these cells.
std::string csv_with_target(const std::vector<std::string>& cells) {
  std::string content = "x,y\n";
  for (const std::string& cell : cells) content += "1," + cell + "\n";
  return content;
}

struct Target {
  Encoding encoding;
  Labels labels;
};

Target fit(const std::vector<std::string>& cells, Task task = Task::automatic) {
  const TemporaryFile file(csv_with_target(cells));
  DataOptions options = csv_options(file);
  options.table.task = task;
  options.table.missing = MissingPolicy::drop;
  const Table table = read_table(options);
  Target target;
  fit_target(table, target.encoding);
  if (target.encoding.task == Task::classification) target.labels = labels_of(table, target.encoding);
  return target;
}

/// What is wrong with the target, behind the file's name.
std::string complaint(const std::vector<std::string>& cells, Task task = Task::automatic) {
  const std::string message = error_message([&] { fit(cells, task); });
  return message.substr(std::min(message.find(':'), message.size()));
}

std::vector<std::string> whole_numbers(int count) {
  std::vector<std::string> cells;
  for (int i = 0; i < count; ++i) cells.push_back(std::to_string(i));
  return cells;
}

}  // namespace

TEST_CASE("at most 20 different whole numbers are classes, one more is a quantity") {
  CHECK(fit(whole_numbers(20)).encoding.task == Task::classification);
  CHECK(fit(whole_numbers(20)).encoding.classes.size() == 20);
  CHECK(fit(whole_numbers(21)).encoding.task == Task::regression);
  CHECK(fit(whole_numbers(21)).encoding.classes.empty());
}

TEST_CASE("a single fraction makes a target a quantity") {
  CHECK(fit({"0", "1", "0.5", "1"}).encoding.task == Task::regression);
  CHECK(fit({"0", "1", "1.0", "1e1"}).encoding.task == Task::classification);
}

TEST_CASE("texts are classes") {
  CHECK(fit({"yes", "no"}).encoding.task == Task::classification);
  CHECK(fit({"0.5", "other", "another"}).encoding.task == Task::classification);
}

TEST_CASE("a task that is asked for is not second-guessed") {
  CHECK(fit({"0", "1"}, Task::regression).encoding.task == Task::regression);
  CHECK(fit({"0.5", "1"}, Task::classification).encoding.classes == Classes{"0.5", "1"});
  CHECK(fit(whole_numbers(30), Task::classification).encoding.classes.size() == 30);
}

TEST_CASE("classes that are numbers are ordered by value") {
  const Target target = fit({"10", "2", "-1", "2.0", "\"10\""});
  CHECK(target.encoding.classes == Classes{"-1", "2", "10"});
  CHECK(target.labels == Labels{2, 1, 0, 1, 2});
}

TEST_CASE("classes that are texts are ordered by their bytes") {
  const Target target = fit({"b", "10", "a", "2", "B", "b"});
  CHECK(target.encoding.classes == Classes{"10", "2", "B", "a", "b"});
  CHECK(target.labels == Labels{4, 0, 3, 1, 2, 4});
}

TEST_CASE("classes that are numbers are named as the file writes them where they come first") {
  CHECK(fit({"01", "1.0", "2.50", "1", "7"}, Task::classification).encoding.classes == Classes{"01", "2.50", "7"});
  CHECK(fit({"$1", "$2", "$1.00"}).encoding.classes == Classes{"$1", "$2"});
  CHECK(fit({"-0", "0", "1", "0.0"}).encoding.classes == Classes{"0", "1"});
  CHECK(fit({"100100100100100101", "100100100100100102", "100100100100100101"}).encoding.classes ==
        Classes{"100100100100100101", "100100100100100102"});
  CHECK(fit({"0.1", "0.7"}, Task::classification).encoding.classes == Classes{"0.1", "0.7"});
  CHECK(fit({"100000", "200000"}).encoding.classes == Classes{"100000", "200000"});
}

TEST_CASE("classes that float32 cannot tell apart stay apart") {
  const Target target = fit({"20230104", "20230101", "20230103", "20230102", "20230101"});
  CHECK(target.encoding.classes == Classes{"20230101", "20230102", "20230103", "20230104"});
  CHECK(target.labels == Labels{3, 0, 2, 1, 0});
}

TEST_CASE("a class that only dropped rows have is none") {
  const TemporaryFile file("x,y\n1,a\n,b\n2,c\n");
  DataOptions options = csv_options(file);
  options.table.missing = MissingPolicy::drop;
  const Table table = read_table(options);
  Encoding encoding;
  fit_target(table, encoding);
  CHECK(encoding.classes == Classes{"a", "c"});
  CHECK(labels_of(table, encoding) == Labels{0, 1});
}

TEST_CASE("a target with one value cannot be classified") {
  CHECK(complaint({"3", "3"}) ==
        ": column 'y' is '3' on every row: there is nothing to classify; name another --target, or use --task "
        "regression");
  CHECK(complaint({"a", "a"}) ==
        ": column 'y' is 'a' on every row: there is nothing to classify; name another --target");
}

TEST_CASE("a text cannot be regressed on") {
  CHECK(complaint({"1", "many", "more"}, Task::regression) ==
        ":3: column 'y': 'many' is not a number to regress on; use --task classification");
}

TEST_CASE("too many different numbers cannot be classified") {
  CHECK(complaint(whole_numbers(65), Task::classification) ==
        ": column 'y' has more than 64 different values to classify; use --task regression, or raise --max-categories");
  CHECK(complaint(whole_numbers(64), Task::classification).empty());
}

TEST_CASE("a class that was not there when the encoding was fitted is reported with its line") {
  const Encoding encoding = fit({"0", "1"}).encoding;
  const TemporaryFile file(csv_with_target({"1", "7", "0"}));
  const Table table = read_table(csv_options(file));
  CHECK(error_message([&] { labels_of(table, encoding); }) ==
        file.path() + ":3: column 'y': class '7' does not occur in the training file; correct or remove the row");
}

}  // TEST_SUITE("target")
