#include <cmath>
#include <cstddef>
#include <cstdint>
#include <doctest/doctest.h>
#include <random>
#include <string>
#include <vector>

#include "data/csv_options.hpp"
#include "data/pipe.hpp"
#include "data/read_table.hpp"

using namespace reluscope;

TEST_SUITE("read table") {

namespace {

Table read(const std::string& content, MissingPolicy missing = MissingPolicy::error) {
  const TemporaryFile file(content);
  DataOptions options = csv_options(file);
  options.table.missing = missing;
  return read_table(options);
}

/// The cells of a column; a text column's as the texts. "-" is a missing cell.
std::vector<std::string> texts(const Table& table, std::size_t column) {
  std::vector<std::string> all;
  for (std::size_t j = 0; j < table.cells.rows(); ++j) {
    const double cell = table.cells.row(j)[column];
    all.push_back(std::isnan(cell) ? "-" : table.columns[column].categories.at(static_cast<std::size_t>(cell)));
  }
  return all;
}

std::vector<float> numbers(const Table& table, std::size_t column) {
  std::vector<float> all;
  for (std::size_t j = 0; j < table.cells.rows(); ++j)
    all.push_back(static_cast<float>(
        column < table.cells.columns() ? table.cells.row(j)[column] + table.columns[column].offset : table.targets[j]));
  return all;
}

std::vector<std::string> names(const Table& table) {
  std::vector<std::string> all;
  for (const Column& column : table.columns) all.push_back(column.name);
  return all;
}

using Floats = std::vector<float>;
using Texts = std::vector<std::string>;
using Lines = std::vector<std::uint32_t>;

}  // namespace

TEST_CASE("a column whose every cell is a finite number is numeric, quoted or not") {
  const Table table = read("a,b,y\n1,\"2.5\",0\n -3 , 4e1 ,1\n");
  CHECK_FALSE(table.columns[0].is_text());
  CHECK(numbers(table, 0) == Floats{1, -3});
  CHECK(numbers(table, 1) == Floats{2.5, 40});
  CHECK(numbers(table, 2) == Floats{0, 1});
}

TEST_CASE("one cell that is no number makes a column text, its categories sorted by their bytes") {
  const Table table = read("a,y\n2,0\nx,1\n10,0\n2,1\n");
  CHECK(table.columns[0].is_text());
  CHECK(table.columns[0].categories == Texts{"10", "2", "x"});
  CHECK(texts(table, 0) == Texts{"2", "x", "10", "2"});
}

TEST_CASE("inf in a text column is a text, nan a missing cell") {
  CHECK(texts(read("a,y\ninf,0\nx,1\nnan,0\n", MissingPolicy::mean), 0) == Texts{"inf", "x", "-"});
}

TEST_CASE("the features come in file order, the target last, whatever order they are asked for") {
  const TemporaryFile file("t,a,b,c\n1,2,3,4\n");
  DataOptions options = csv_options(file);
  options.table.target = "t";
  CHECK(names(read_table(options)) == Texts{"a", "b", "c", "t"});
  options.table.features = {"c", "a"};
  CHECK(names(read_table(options)) == Texts{"a", "c", "t"});
  options.table.drop = {"a"};
  const Table table = read_table(options);
  CHECK(names(table) == Texts{"c", "t"});
  CHECK(numbers(table, 0) == Floats{4});
  CHECK(numbers(table, 1) == Floats{1});
}

TEST_CASE("without --target the last column is the target") { CHECK(read("a,b,c\n1,2,3\n").target().name == "c"); }

TEST_CASE("without a header the first line is data and columns are numbered") {
  const TemporaryFile file("1,2\n3,4\n");
  DataOptions options = csv_options(file);
  options.table.header = false;
  const Table table = read_table(options);
  CHECK(names(table) == Texts{"column_1", "column_2"});
  CHECK(table.lines == Lines{1, 2});
  CHECK(numbers(table, 0) == Floats{1, 3});
}

TEST_CASE("each row has the line on which it starts") {
  const Table table = read("\"a\nb\",y\n\n1,2\n\"\n3\",4\r\n\r\n5,6", MissingPolicy::error);
  CHECK(table.lines == Lines{4, 5, 8});
  CHECK(table.rows_read == 3);
}

TEST_CASE("empty cells and the usual tokens are missing, in numbers and in texts, quoted or not") {
  const Table table = read("a,b,y\n1,x,0\n,,0\nNA,NA,0\nN/A,N/A,0\nNaN,NaN,0\nnull,null,0\n?,\"?\",0\n \"\" , ,0\n",
                           MissingPolicy::mean);
  CHECK_FALSE(table.columns[0].is_text());
  CHECK(texts(table, 1) == Texts{"x", "-", "-", "-", "-", "-", "-", "-"});
  REQUIRE(table.cells.rows() == 8);
  for (std::size_t j = 1; j < 8; ++j) CHECK(std::isnan(table.cells.row(j)[0]));
}

TEST_CASE("a number may stand for a missing value") {
  const TemporaryFile file("a,y\n1,0\n-999,1\n\"-999.0\",0\n -999,1\n");
  DataOptions options = csv_options(file);
  options.table.missing = MissingPolicy::drop;
  options.table.na_tokens = {"-999"};
  const Table table = read_table(options);
  CHECK(numbers(table, 0) == Floats{1});
  CHECK(table.rows_dropped == 3);
}

TEST_CASE("rows with a missing cell are dropped and counted, if so asked") {
  const Table table = read("a,b,y\n1,2,0\n,2,1\n3,NA,0\n4,5,?\n6,7,1\n", MissingPolicy::drop);
  CHECK(table.rows_read == 5);
  CHECK(table.rows_dropped == 3);
  CHECK(table.lines == Lines{2, 6});
  CHECK(numbers(table, 0) == Floats{1, 6});
}

TEST_CASE("a gap in a column that is not used is none") {
  const TemporaryFile file("a,b,y\n1,,0\n2,x,1\n");
  DataOptions options = csv_options(file);
  options.table.drop = {"b"};
  CHECK(numbers(read_table(options), 0) == Floats{1, 2});
}

TEST_CASE("text after thousands of numeric rows gives what it would give if known from the start") {
  // a: 0 … 9 over and over, then "late"; b: a gap in every 100th row
  std::string content = "a,b,y\n";
  constexpr std::size_t k_rows = 6000;
  for (std::size_t j = 0; j < k_rows; ++j)
    content += std::to_string(j % 10) + (j % 100 == 0 ? ",," : ",1,") + std::to_string(j % 2) + "\n";
  const std::string late = content + "late,later,0\n0,1,1\n";
  const auto check = [](const Table& table) {
    CHECK(table.columns[0].categories == Texts{"0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "late"});
    CHECK(table.columns[1].categories == Texts{"1", "later"});
    CHECK(table.rows_read == k_rows + 2);
    CHECK(table.rows_dropped == 60);
    REQUIRE(table.cells.rows() == k_rows + 2 - 60);
    REQUIRE(table.lines.size() == table.cells.rows());
    for (std::size_t j = 0; j + 2 < table.cells.rows(); ++j) {
      const std::size_t row = j / 99 * 100 + j % 99 + 1;  // of the file, from 0
      REQUIRE(table.lines[j] == row + 2);
      REQUIRE(table.columns[0].categories[static_cast<std::size_t>(table.cells.row(j)[0])] == std::to_string(row % 10));
      REQUIRE(table.targets[j] == static_cast<double>(row % 2));
    }
    CHECK(texts(table, 1).back() == "1");
    CHECK(*(texts(table, 1).end() - 2) == "later");
    CHECK(table.sha256.size() == 64);
  };
  const TemporaryFile file(late);
  DataOptions options = csv_options(file);
  options.table.missing = MissingPolicy::drop;
  options.table.categorical = {"a", "b"};
  const Table table = read_table(options);
  check(table);

  SUBCASE("from a pipe too") {
    const Pipe pipe(late);
    options.table.path = pipe.path();
    const Table piped = read_table(options);
    check(piped);
    CHECK(piped.sha256 == table.sha256);
  }
}

TEST_CASE("columns of all kinds in any order are read alike, whether each cell stands in quotes or none does") {
  std::mt19937_64 random(1);
  const auto number = [&] {
    if (random() % 40 == 0) return std::string("-999");
    return random() % 2 == 0 ? std::to_string(random() % 100) : "-" + std::to_string(random() % 1000) + ".5";
  };
  for (int round = 0; round < 200; ++round) {
    const std::size_t columns = 2 + random() % 12, target = random() % columns, dropped = random() % columns;
    std::vector<std::size_t> kinds(columns);  // 0: text; else numbers
    for (std::size_t& kind : kinds) kind = random() % 4;
    std::string plain, quoted;
    for (std::size_t row = 0; row < 20; ++row)
      for (std::size_t c = 0; c < columns; ++c) {
        std::string cell = row == 0 ? "c" + std::to_string(c) : kinds[c] == 0 ? "t" + number() : number();
        if (row > 0 && random() % 30 == 0) cell = "NA";
        const char end = c + 1 < columns ? ',' : '\n';
        plain += cell + end;
        quoted += '"' + cell + '"' + end;
      }
    const auto read_it = [&](const std::string& content) {
      const TemporaryFile file(content);
      DataOptions options = csv_options(file);
      options.table.missing = MissingPolicy::drop;
      options.table.na_tokens.emplace_back("-999");
      options.table.target = "c" + std::to_string(target);
      if (dropped != target && columns > 2) options.table.drop = {"c" + std::to_string(dropped)};
      return read_table(options);
    };
    const Table one = read_it(plain), other = read_it(quoted);
    REQUIRE(names(one) == names(other));
    REQUIRE(one.lines == other.lines);
    for (std::size_t c = 0; c < one.columns.size(); ++c) {
      REQUIRE(one.columns[c].categories == other.columns[c].categories);
      REQUIRE(numbers(one, c) == numbers(other, c));
    }
  }
}

TEST_CASE("rows lie in blocks that can be given back, and keep their values") {
  Cells cells(3);
  constexpr std::size_t k_rows = 1'000'000;
  for (std::size_t j = 0; j < k_rows; ++j) {
    cells.add_row().front() = static_cast<float>(j);
  }
  CHECK(cells.rows() == k_rows);
  for (std::size_t j = 0; j < k_rows; ++j) {
    REQUIRE(cells.row(j).front() == static_cast<float>(j));
    cells.release_before(j);
  }
}

}  // TEST_SUITE("read table")
