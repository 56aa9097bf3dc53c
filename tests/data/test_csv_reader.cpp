#include <algorithm>
#include <cstddef>
#include <doctest/doctest.h>
#include <random>
#include <string>
#include <vector>

#include "data/csv_reader.hpp"
#include "data/pipe.hpp"
#include "support/error_message.hpp"
#include "temporary_file.hpp"

using namespace reluscope;

TEST_SUITE("csv reader") {

using Cells = std::vector<std::string>;

namespace {

ThreadPool pool;

constexpr std::size_t k_block = std::size_t{1} << 20;  // the reader's

struct Row {
  std::size_t line = 0;
  Cells cells;
  bool operator==(const Row&) const = default;
};

std::vector<Row> rows_of(CsvReader& reader) {
  std::vector<Row> rows;
  for (Record record; reader.next(record);) {
    Row row{record.line, {}};
    for (CellCursor cells(reader, record); cells.more();) row.cells.emplace_back(cells.take_text());
    rows.push_back(row);
  }
  return rows;
}

std::vector<Row> rows_of(const std::string& content, char delimiter = 0) {
  const TemporaryFile file(content);
  CsvReader reader(file.path(), {.delimiter = delimiter}, pool);
  return rows_of(reader);
}

char detected(const std::string& content) {
  const TemporaryFile file(content);
  return CsvReader(file.path(), {}, pool).delimiter();
}

/// A cell and how it is written.
struct Cell {
  std::string text, written;
};

Cell random_cell(std::mt19937_64& random) {
  constexpr const char* k_parts[] = {"a", "12", ",", "\n", "\r\n", "\"", " ", "\xC3\xA9"};
  Cell cell;
  if (random() % 3 > 0) {
    cell.text = cell.written = std::to_string(random() % 1000);
    return cell;
  }
  cell.written = "\"";
  for (std::size_t n = random() % 6; n > 0; --n) {
    const std::string part = k_parts[random() % std::size(k_parts)];
    cell.text += part;
    cell.written += part == "\"" ? "\"\"" : part;
  }
  cell.written += "\"";
  return cell;
}

}  // namespace

TEST_CASE("records end in LF or CRLF, the last one also without") {
  CHECK(rows_of("a,b\r\n1,2\n3,4") == std::vector<Row>{{1, {"a", "b"}}, {2, {"1", "2"}}, {3, {"3", "4"}}});
  CHECK(rows_of("a,b\r\n1,2\r\n") == std::vector<Row>{{1, {"a", "b"}}, {2, {"1", "2"}}});
}

TEST_CASE("a byte order mark is no part of the first cell") {
  CHECK(rows_of("\xEF\xBB\xBF"
                "a,b\n") == std::vector<Row>{{1, {"a", "b"}}});
}

TEST_CASE("empty lines are no records, but they count as lines") {
  CHECK(rows_of("\na,b\n\n\r\n1,2\n\n") == std::vector<Row>{{2, {"a", "b"}}, {5, {"1", "2"}}});
}

TEST_CASE("a cell may be empty, also the last one") {
  CHECK(rows_of("a,b,c\n,,\n1,,\n") == std::vector<Row>{{1, {"a", "b", "c"}}, {2, {"", "", ""}}, {3, {"1", "", ""}}});
}

TEST_CASE("blanks around a cell are no part of it, those inside and in quotes are") {
  CHECK(rows_of("  a b ,\" c \"  , d\n") == std::vector<Row>{{1, {"a b", " c ", "d"}}});
}

TEST_CASE("a quoted cell may hold the delimiter, a line end and doubled quotes") {
  const auto rows = rows_of("\"a,b\",\"c\nd\r\ne\",\"say \"\"hi\"\"\"\n\"\"\"\",\"\",x\n");
  CHECK(rows == std::vector<Row>{{1, {"a,b", "c\nd\r\ne", "say \"hi\""}}, {4, {"\"", "", "x"}}});
}

TEST_CASE("a quote inside an unquoted cell is a character like any other") {
  CHECK(rows_of("5\" pipe,x\n7\",y\n") == std::vector<Row>{{1, {"5\" pipe", "x"}}, {2, {"7\"", "y"}}});
}

TEST_CASE("a record that ends a block, or straddles it, is read as any other") {
  const std::string special = "\"a\"\"b,\r\n\",cd\r\nef,\"\"\r\n";
  for (std::size_t before = 0; before <= special.size() + 1; ++before) {
    const std::string filler = "x," + std::string(k_block - before - 3, 'y') + "\n";
    const auto rows = rows_of(filler + special + special, ',');
    CAPTURE(before);
    REQUIRE(rows.size() == 5);
    CHECK(rows[0].cells[1].size() == k_block - before - 3);
    CHECK(rows[1] == Row{2, {"a\"b,\r\n", "cd"}});
    CHECK(rows[2] == Row{4, {"ef", ""}});
    CHECK(rows[3] == Row{5, {"a\"b,\r\n", "cd"}});
    CHECK(rows[4] == Row{7, {"ef", ""}});
  }
}

TEST_CASE("a cell may be longer than several blocks") {
  const std::string long_cell(5 * k_block / 2, 'q'), lines(3 * k_block, '\n');
  const auto rows = rows_of("a,b\n\"" + long_cell + "\",1\n\"" + lines + "\",2\n3,4\n");
  REQUIRE(rows.size() == 4);
  CHECK((rows[1].line == 2 && rows[1].cells == Cells{long_cell, "1"}));
  CHECK((rows[2].line == 3 && rows[2].cells == Cells{lines, "2"}));
  CHECK(rows[3] == Row{4 + 3 * k_block, {"3", "4"}});
}

TEST_CASE("cells and lines come back as they were written, over many blocks, and again after a rewind") {
  std::mt19937_64 random(1);
  std::string content;
  std::vector<Row> expected;
  for (std::size_t line = 1; content.size() < 4 * k_block;) {
    Row row{line, {}};
    for (int c = 0; c < 4; ++c) {
      const Cell cell = random_cell(random);
      content += (c > 0 ? "," : "") + cell.written;
      row.cells.push_back(cell.text);
      line += static_cast<std::size_t>(std::ranges::count(cell.text, '\n'));
    }
    content += random() % 2 == 0 ? "\n" : "\r\n";
    ++line;
    expected.push_back(row);
  }
  const TemporaryFile file(content);
  CsvReader reader(file.path(), {.delimiter = ','}, pool);
  CHECK((rows_of(reader) == expected));  // in brackets: a failure shall not print it all
  reader.rewind();
  CHECK((rows_of(reader) == expected));
}

TEST_CASE("the delimiter is the one that cuts all lines into the same number of cells") {
  CHECK(detected("a,b\n1,2\n") == ',');
  CHECK(detected("a;b\n1;2\n") == ';');
  CHECK(detected("a|b\n1|2\n") == '|');
  CHECK(detected("a\tb\n1\t2\n") == '\t');
  CHECK(detected("a;b;c\n1,5;2,5;3\n1;2,5;4\n") == ';');  // decimal commas
  CHECK(detected("name, first;age\nDoe, J;3\nRoe;4\n") == ';');
  CHECK(detected("\"a;b;c\",d\n\"1;2\",3\n") == ',');  // those in quotes do not count
  CHECK(detected("a;b") == ';');
  CHECK(detected("single\n1\n") == ',');
}

TEST_CASE("a given delimiter is not second-guessed") {
  CHECK(rows_of("a,b;c\n", ';') == std::vector<Row>{{1, {"a,b", "c"}}});
}

TEST_CASE("numbers are taken from cells that hold them plain and alone, and that float32 can hold") {
  const TemporaryFile file("1.5,-2e3,x,\"3\",1e99,inf,4 ,5,6\n");
  CsvReader reader(file.path(), {}, pool);
  Record record;
  REQUIRE(reader.next(record));
  CellCursor cells(reader, record);
  double value = 0;
  for (const double number : {1.5, -2000.0}) {
    REQUIRE(cells.take_number(value));
    CHECK(value == number);
  }
  for (const std::string text : {"x", "3", "1e99", "inf", "4"}) {
    CHECK_FALSE(cells.take_number(value));
    CHECK(cells.take_text() == text);
  }
  for (const double number : {5.0, 6.0}) {
    REQUIRE(cells.take_number(value));
    CHECK(value == number);
  }
  CHECK_FALSE(cells.more());
}

TEST_CASE("a skipped cell is the same cell that would have been taken") {
  const TemporaryFile file(" \"a,\"\"b\" ,c,,d\n");
  CsvReader reader(file.path(), {.delimiter = ','}, pool);
  Record record;
  REQUIRE(reader.next(record));
  CellCursor cells(reader, record);
  cells.skip();
  CHECK(cells.take_text() == "c");
  cells.skip();
  CHECK(cells.take_text() == "d");
  CHECK_FALSE(cells.more());
}

TEST_CASE("a pipe is read as a file is: its delimiter, its byte order mark, its line ends") {
  for (const std::string content : {"name;age\n1;2\n",
                                    "\xEF\xBB\xBF"
                                    "a|b\n1|2\n",
                                    "a\r\n1\r\n", "a,b\r\n1,2\r\n"}) {
    const Pipe pipe(content);
    CsvReader reader(pipe.path(), {}, pool);
    CHECK(reader.delimiter() == detected(content));
    CHECK(rows_of(reader) == rows_of(content));
    reader.rewind();
    CHECK(rows_of(reader) == rows_of(content));
  }
}

TEST_CASE("semicolons on every line are the delimiter, and commas beside them decimal ones") {
  CHECK(detected("1,5;2,5;0\n2,5;3,5;1\n") == ';');
  CHECK(detected("1,5;2,5\n2,5;3,5\n") == ';');
}

}  // TEST_SUITE("csv reader")
