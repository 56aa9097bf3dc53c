#include <cstdint>
#include <doctest/doctest.h>
#include <numeric>
#include <string>
#include <vector>

#include "data/csv_options.hpp"
#include "data/data_notices.hpp"
#include "data/read_table.hpp"

using namespace reluscope;

TEST_SUITE("data notices") {

using Kind = DataNotice::Kind;

namespace {

std::vector<DataNotice> notices(const std::string& content, MissingPolicy missing = MissingPolicy::drop) {
  const TemporaryFile file(content);
  DataOptions options = csv_options(file);
  options.table.missing = missing;
  const Table table = read_table(options);
  return data_notices(table);
}

/// "x,y" and rows x = first + step·j, y = 0.
std::string series(const std::string& header, std::int64_t first, std::int64_t step, int rows) {
  std::string content = header + "\n";
  for (int j = 0; j < rows; ++j) content += std::to_string(first + step * j) + ",0\n";
  return content;
}

/// The only notice is of this kind and column.
void check_only(const std::vector<DataNotice>& all, Kind kind, const std::string& column) {
  REQUIRE(all.size() == 1);
  CHECK(all[0].kind == kind);
  CHECK(all[0].column == column);
}

}  // namespace

TEST_CASE("ordinary data gives no notice") { CHECK(notices("a,s,y\n1,x,0\n5,z,1\n2,x,1\n").empty()); }

TEST_CASE("a column without a name is noticed, unless it is not used") {
  check_only(notices(",b,y\n7,1,0\n3,2,1\n"), Kind::unnamed_column, "column_1");
  const TemporaryFile file(",b,y\n7,1,0\n3,2,1\n");
  DataOptions options = csv_options(file);
  options.table.drop = {"column_1"};
  CHECK(read_table(options).unnamed_columns.empty());
}

TEST_CASE("without a header no column is unnamed") {
  const TemporaryFile file("7,1,0\n3,2,1\n");
  DataOptions options = csv_options(file);
  options.table.header = false;
  const Table table = read_table(options);
  CHECK(table.unnamed_columns.empty());
  CHECK_FALSE(table.header_is_numeric);
}

TEST_CASE("a first line that looks like data is noticed") {
  check_only(notices("5.1,3.5,0\n4.9,3.0,1\n7,4,1\n"), Kind::numeric_header, "");
  CHECK(notices("5.1,b,0\n4.9,3.0,1\n7,4,1\n").empty());
}

TEST_CASE("a column that counts the rows is noticed, from 0, from 1, and with rows dropped") {
  check_only(notices(series("id,y", 0, 1, 10)), Kind::row_counter, "id");
  check_only(notices(series("id,y", 1, 1, 500)), Kind::row_counter, "id");
  check_only(notices(series("id,y", 1, 1, 20) + "21,\n22,0\n"), Kind::row_counter, "id");
}

TEST_CASE("a column that does not count the rows one by one, or hardly any rows, is not noticed") {
  CHECK(notices(series("id,y", 0, 1, 9)).empty());
  CHECK(notices(series("id,y", 0, 2, 100)).empty());
  CHECK(notices(series("id,y", 100, -1, 100)).empty());
  CHECK(notices(series("id,y", 0, 1, 100) + "7,0\n").empty());
}

TEST_CASE("a column that is text for the sake of a few cells is noticed with the first of them") {
  const auto all = notices("a,y\n1,0\n2,1\nn.a.,1\n3,0\nunknown,0\n4,1\n");
  check_only(all, Kind::text_among_numbers, "a");
  CHECK(all[0].cell == "n.a.");
  CHECK(all[0].line == 4);
  CHECK(notices("a,y\n1,0\nx,1\nz,1\n2,1\n").empty());  // half is not most
}

}  // TEST_SUITE("data notices")
