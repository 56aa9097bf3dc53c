#include <doctest/doctest.h>
#include <string>

#include "data/csv_reader.hpp"
#include "support/error_message.hpp"
#include "temporary_file.hpp"

using namespace reluscope;

TEST_SUITE("csv reader errors") {

namespace {

ThreadPool pool;

/// What is wrong with the file, behind its name.
std::string complaint(const std::string& content) {
  const TemporaryFile file(content);
  const std::string message = error_message([&] {
    CsvReader reader(file.path(), {.delimiter = ','}, pool);
    for (Record record; reader.next(record);)
      for (CellCursor cells(reader, record); cells.more();) cells.take_text();
  });
  REQUIRE_MESSAGE(message.starts_with(file.path() + ":"), message);
  return message.substr(file.path().size());
}

}  // namespace

TEST_CASE("a quote that is never closed is reported with the line on which its record starts") {
  CHECK(complaint("a,b\n1,2\n3,\"4\n5,6\n") ==
        ":3: a quote is opened in this record and never closed; close it where the cell ends");
  CHECK(complaint("a,b\n1,\"2\"\"") ==
        ":2: a quote is opened in this record and never closed; close it where the cell ends");
}

TEST_CASE("a quote that is never closed does not fill the memory") {
  CHECK(complaint("a,b\n1,\"" + std::string(std::size_t{20} << 20, 'x') + "\n")
            .starts_with(":2: a record of over 16 MiB; is a quote opened here and never closed?"));
}

TEST_CASE("text behind a closing quote is reported, with the way to write a quote") {
  CHECK(complaint("a,b\n\"x\ny\",2\n\"3\"4,5\n") ==
        ":4: text behind a closing quote; quotes inside a quoted cell are written twice");
}

TEST_CASE("an empty file is reported") {
  CHECK(complaint("") == ": the file is empty; a header and rows are needed");
  CHECK(complaint("\xEF\xBB\xBF") == ": the file is empty; a header and rows are needed");
}

TEST_CASE("a file that is not text is reported, wherever it shows") {
  CHECK(complaint(std::string("a,b\n1,\0\n", 8)) ==
        ": not a text file (it holds NUL bytes); export the table as CSV in UTF-8");
  std::string late = "a,b\n";
  while (late.size() < (std::size_t{2} << 20)) late += "1,2\n";
  CHECK(complaint(late + '\0') == ": not a text file (it holds NUL bytes); export the table as CSV in UTF-8");
}

}  // TEST_SUITE("csv reader errors")
