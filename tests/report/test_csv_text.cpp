#include <doctest/doctest.h>

#include "report/csv_text.hpp"

using namespace reluscope;

TEST_SUITE("csv text") {

TEST_CASE("a cell is quoted where RFC 4180 asks for it, and nowhere else") {
  CHECK(csv_cell("plain text") == "plain text");
  CHECK(csv_cell("") == "");
  CHECK(csv_cell("a,b") == "\"a,b\"");
  CHECK(csv_cell("say \"a\"") == "\"say \"\"a\"\"\"");
  CHECK(csv_cell("two\nlines") == "\"two\nlines\"");
  CHECK(csv_line({"a", "", "b,c"}) == "a,,\"b,c\"");
}

}  // TEST_SUITE("csv text")
