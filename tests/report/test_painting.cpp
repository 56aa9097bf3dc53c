#include <doctest/doctest.h>

#include "report/painting.hpp"

using namespace reluscope;

TEST_SUITE("painting") {

TEST_CASE("a text is as wide as its characters, whatever their bytes and colours") {
  CHECK(columns("") == 0);
  CHECK(columns("abc") == 3);
  CHECK(columns("é–█") == 3);
  CHECK(columns("\033[31mred\033[0m.") == 4);
  CHECK(columns("a\033[31") == 1);  // a sequence that does not end
}

TEST_CASE("colour is put around a text only where there is colour") {
  CHECK(Painter(true)(k_red, "dead") == "\033[31mdead\033[0m");
  CHECK(Painter(false)(k_red, "dead") == "dead");
}

TEST_CASE("every status has a letter and a colour of its own") {
  const struct {
    UnitStatus status;
    const char *plain, *coloured;
  } cells[] = {{UnitStatus::dead, "D", "\033[31mD\033[0m"},
               {UnitStatus::saturated, "S", "\033[35mS\033[0m"},
               {UnitStatus::sparse, "s", "\033[33ms\033[0m"},
               {UnitStatus::active, ".", "\033[32m.\033[0m"},
               {UnitStatus::always_active, "A", "\033[34mA\033[0m"}};
  for (const auto& cell : cells) {
    CHECK(Painter(false)(cell.status) == cell.plain);
    CHECK(Painter(true)(cell.status) == cell.coloured);
  }
}

TEST_CASE("lines are broken at spaces, none wider than asked") {
  CHECK(wrapped("", 10, 2) == "");
  CHECK(wrapped("one", 10, 2) == "one\n");
  CHECK(wrapped("one two", 7, 2) == "one two\n");  // just fits
  CHECK(wrapped("one two", 6, 2) == "one\n  two\n");
  CHECK(wrapped("aa bb cc dd", 5, 0) == "aa bb\ncc dd\n");
  CHECK(wrapped("aa bb cc dd", 5, 1) == "aa bb\n cc\n dd\n");
  CHECK(wrapped("extraordinarily a", 5, 2) == "extraordinarily\n  a\n");  // a word is not broken
  CHECK(wrapped("é é é", 5, 0) == "é é é\n");
  CHECK(wrapped("\033[31mred\033[0m one", 7, 0) == "\033[31mred\033[0m one\n");
}

TEST_CASE("a number stays with its unit, a flag with its value") {
  CHECK(wrapped("about 10 units", 10, 0) == "about\n10 units\n");
  CHECK(wrapped("a try --lr 0.1", 10, 0) == "a try\n--lr 0.1\n");
  CHECK(wrapped("a try --lr=0.1 b", 12, 0) == "a try\n--lr=0.1 b\n");
  CHECK(wrapped("12 34 56 78 90 x", 6, 0) == "12 34\n56 78\n90 x\n");  // but not without an end
}

}  // TEST_SUITE("painting")
