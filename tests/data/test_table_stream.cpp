#include <cmath>
#include <doctest/doctest.h>
#include <string>
#include <vector>

#include "data/csv_options.hpp"
#include "data/table_stream.hpp"
#include "support/error_message.hpp"

using namespace reluscope;

TEST_SUITE("table stream") {

namespace {

/// More than two blocks of a few columns, in a notation that is not plain, with text between them.
std::string long_csv(std::size_t rows) {
  std::string csv = "name,price,when,flag\n";
  for (std::size_t j = 0; j < rows; ++j)
    csv += "n" + std::to_string(j % 7) + ",\"1," + std::to_string(100 + j % 900) + ".5\"," +
           std::to_string(static_cast<double>(j) / 8) + "," + std::to_string(j % 3) + "\n";
  return csv;
}

struct StreamedRows {
  std::vector<std::string> columns;
  std::vector<double> cells;
  std::vector<std::uint32_t> lines;
};

StreamedRows all_rows(TableStream& stream) {
  StreamedRows rows;
  for (const Column& column : stream.table().columns) rows.columns.push_back(column.name);
  do {
    const Table& table = stream.table();
    for (std::size_t j = 0; j < table.cells.rows(); ++j)
      for (std::size_t c = 0; c < table.cells.columns(); ++c)
        rows.cells.push_back(table.cells.row(j)[c] + table.columns[c].offset);
    rows.lines.insert(rows.lines.end(), table.lines.begin(), table.lines.end());
  } while (stream.next());
  return rows;
}

}  // namespace

TEST_CASE("a stream has the columns of numbers of the whole file, row by row, with their lines") {
  const TemporaryFile file(long_csv(150'000));
  TableOptions options{.path = file.path()};
  TableStream stream(options, nullptr);
  const StreamedRows streamed = all_rows(stream);
  CHECK(streamed.columns == std::vector<std::string>{"price", "when", "flag"});
  CHECK(stream.left_out() == std::vector<std::string>{"'name' ('n0' on line 2)"});
  CHECK(stream.rows_read() == 150'000);

  options.features = {"price", "when"};
  options.target = "flag";
  options.task = Task::regression;
  ThreadPool pool(1);
  const Table table = reluscope::read_table(options, pool);
  REQUIRE(table.cells.rows() * 3 == streamed.cells.size());
  CHECK(table.lines == streamed.lines);
  bool same = true;
  for (std::size_t j = 0; j < table.cells.rows(); ++j)
    for (std::size_t c = 0; c < 2; ++c)
      same = same && table.cells.row(j)[c] + table.columns[c].offset == streamed.cells[3 * j + c];
  CHECK(same);
  CHECK(stream.sha256() == table.sha256);
}

TEST_CASE("a stream can begin again, and gives the same") {
  const TemporaryFile file(long_csv(70'000));
  TableStream stream(TableOptions{.path = file.path()}, nullptr);
  const StreamedRows first = all_rows(stream);
  stream.rewind();
  const StreamedRows second = all_rows(stream);
  CHECK(first.cells == second.cells);
  CHECK(first.lines == second.lines);
}

TEST_CASE("rows with a missing cell are dropped in every block, and counted") {
  std::string csv = "a,b\n";
  for (int j = 0; j < 100'000; ++j) csv += j % 10'000 == 7 ? "1,\n" : "1,2\n";
  const TemporaryFile file(csv);
  TableStream stream(TableOptions{.path = file.path(), .missing = MissingPolicy::drop}, nullptr);
  CHECK(all_rows(stream).lines.size() == 99'990);
  CHECK(stream.rows_dropped() == 10);
  const std::string message = error_message([&] { TableStream(TableOptions{.path = file.path()}, nullptr); });
  CHECK(message.find(":9: missing values: column 'b'") != std::string::npos);
}

TEST_CASE("features come in the order in which they are named, and must hold numbers") {
  const TemporaryFile file("a,b,c,d\n1,2,x,4\n5,6,y,8\n");
  TableStream stream(TableOptions{.path = file.path(), .features = {"d", "a"}}, nullptr);
  const StreamedRows rows = all_rows(stream);
  CHECK(rows.columns == std::vector<std::string>{"d", "a"});
  CHECK(rows.cells == std::vector<double>{4, 1, 8, 5});
  CHECK(error_message([&] {
          TableStream(TableOptions{.path = file.path(), .features = {"a", "c"}}, nullptr);
        }).find("column 'c' holds no numbers") != std::string::npos);
}

TEST_CASE("a block is of fewer rows where they are long, and never of none") {
  CHECK(stream_block_rows(1) == 65'536);
  CHECK(stream_block_rows(64) == 65'536);
  CHECK(stream_block_rows(784) == 5'120);
  CHECK(stream_block_rows(1'000'000) == 256);
}

}  // TEST_SUITE("table stream")
