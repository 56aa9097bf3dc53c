#include <doctest/doctest.h>
#include <string>

#include "data/csv_options.hpp"
#include "data/read_table.hpp"
#include "support/error_message.hpp"

using namespace reluscope;

TEST_SUITE("read table errors") {

namespace {

/// What is wrong with the file, behind its name. `change`: made to the options first.
template <class Change>
std::string complaint(const std::string& content, const Change& change) {
  const TemporaryFile file(content);
  DataOptions options = csv_options(file);
  change(options);
  const std::string message = error_message([&] { read_table(options); });
  return message.starts_with(file.path()) ? message.substr(file.path().size()) : message;
}

std::string complaint(const std::string& content) {
  return complaint(content, [](DataOptions&) {});
}

/// `rows` records "k,TEXT0,0", k from 0, each text another.
std::string distinct_texts(const std::string& text, int rows) {
  std::string content;
  for (int i = 0; i < rows; ++i) content += std::to_string(i) + "," + text + std::to_string(i) + ",0\n";
  return content;
}

}  // namespace

TEST_CASE("missing values are one error that names all columns, the lines and the two cures") {
  CHECK(complaint("a,sex,y\n1,f,0\n2,,1\n") ==
        ":3: missing values: column 'sex' 1 (first on line 3); use --missing drop or --missing mean");
  CHECK(complaint("a,sex,y\n1,\"f\n\",0\n?,m,1\n2,NULL,0\nn/a,f,1\n") ==
        ":4: missing values: column 'a' 2 (first on line 4), column 'sex' 1 (first on line 5); use --missing drop or "
        "--missing mean");
}

TEST_CASE("a target is never filled in") {
  CHECK(complaint("a,y\n1,0\n2,NA\n", [](DataOptions& options) { options.table.missing = MissingPolicy::mean; }) ==
        ":3: missing values: column 'y' 1 (first on line 3); use --missing drop (a target is never filled in)");
}

TEST_CASE("a row with too few or too many cells is reported with both numbers") {
  CHECK(complaint("a,b,y\n1,2,0\n1,2\n")
            .starts_with(":3: 2 cells where the header has 3; a total or a note? Remove the line; else fix the row, "));
  CHECK(complaint("a,b,y\n1,2,0\n\n1,2,3,4,5\n")
            .starts_with(":4: 5 cells where the header has 3; a total or a note? Remove the line; else fix the row, "));
  CHECK(complaint("1\t2\n1\n", [](DataOptions& options) { options.table.header = false; }) ==
        ":2: 1 cell where the first row has 2; a total or a note? Remove the line; else fix the row, quote cells that "
        "hold the delimiter 'tab', or set "
        "--delimiter");
}

TEST_CASE("a number that float32 cannot hold is reported, unless the column turns out to be text") {
  CHECK(complaint("a,y\n1,0\n1e39,1\n-inf,0\n") ==
        ":3: column 'a': '1e39' is not a finite float32 number; fix the cell, or use --na 1e39 to read it as missing");
  CHECK(complaint("a,y\nw,0\ninf,1\nx,0\n").empty());
  CHECK(complaint("a,y\n1,0\ninf,1\n", [](DataOptions& options) {
          options.table.na_tokens = {"inf"};
          options.table.missing = MissingPolicy::drop;
        }).empty());
}

TEST_CASE("a file without rows is reported") {
  CHECK(complaint("a,b\n") == ":1: the file ends before the first row of data");
  CHECK(complaint("\n\n") == ":1: the file holds no header and no rows");
}

TEST_CASE("more texts than --max-categories in a feature are an identifier") {
  CHECK(complaint("a,id,y\n" + distinct_texts("id_", 65)) ==
        ":66: column 'id': more than 64 different texts, an identifier? Use --drop id, or raise --max-categories");
  CHECK(complaint("a,id,y\n" + distinct_texts("id_", 64)).empty());
  CHECK(complaint("a,id,y\n" + distinct_texts("id_", 3), [](DataOptions& options) {
          options.table.max_categories = 2;
        }).starts_with(":4: "));
}

TEST_CASE("more texts than --max-categories in the target name another target") {
  CHECK(complaint("a,y,b\n" + distinct_texts("id_", 65), [](DataOptions& options) { options.table.target = "y"; }) ==
        ":66: column 'y': more than 64 different texts to classify; name another --target, or raise --max-categories");
}

TEST_CASE("a column of numbers with one mistyped cell reports that cell, however late it comes") {
  for (const int mistyped : {20, 70, 9000}) {
    std::string content = "a,b,y\n";
    for (int i = 0; i < 10'000; ++i) content += "1," + (i == mistyped ? "1O5" : std::to_string(i)) + ",0\n";
    const std::string line = std::to_string(mistyped + 2);
    CHECK(complaint(content) ==
          ":" + line + ": column 'b' holds numbers but for '1O5' (line " + line +
              "); if missing values are meant, use --na 1O5 --missing drop, else fix the cells, or use "
              "--categorical b to take every value for a category");
  }
}

TEST_CASE("a name that is no column lists the columns there are") {
  const std::string content = "a,b,y\n1,2,3\n";
  CHECK(complaint(content, [](DataOptions& options) { options.table.target = "z"; }) ==
        ":1: --target: no column 'z'; the columns are a, b, y");
  CHECK(complaint(content, [](DataOptions& options) {
          options.table.features = {"a", "z"};
        }) == ":1: --features: no column 'z'; the columns are a, b, y");
  CHECK(complaint(content, [](DataOptions& options) { options.table.drop = {"z"}; }) ==
        ":1: --drop: no column 'z'; the columns are a, b, y");
}

TEST_CASE("columns that cannot be told apart, or are asked for against sense, are refused") {
  CHECK(complaint("a,a,y\n1,2,3\n").starts_with(":1: two columns are named 'a'; rename one"));
  const std::string content = "a,y\n1,2\n";
  CHECK(complaint(content, [](DataOptions& options) { options.table.features = {"y"}; }) ==
        "--features: 'y' is the target; name another --target");
  CHECK(complaint(content, [](DataOptions& options) { options.table.drop = {"y"}; }) ==
        "--drop: 'y' is the target, which is no input anyway; leave it out, or name another --target");
  CHECK(complaint(content, [](DataOptions& options) {
          options.table.drop = {"a"};
        }).starts_with(":1: no feature column is left beside the target 'y'"));
}

}  // TEST_SUITE("read table errors")
