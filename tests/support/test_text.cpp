#include <bit>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <doctest/doctest.h>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include "support/text.hpp"

using namespace reluscope;

TEST_SUITE("text") {

TEST_CASE("the shortest text of a number is the one a person would write") {
  CHECK(to_shortest(0.1) == "0.1");
  CHECK(to_shortest(1e-8) == "1e-08");
  CHECK(to_shortest(-2.0) == "-2");
  CHECK(to_shortest(0.0) == "0");
  CHECK(to_shortest(100000.0) == "100000");
  CHECK(to_shortest(0.1F) == "0.1");  // not 0.10000000149011612
  CHECK(to_shortest(1.0 / 3) == "0.3333333333333333");
}

TEST_CASE("the shortest text reads back as the same number") {
  std::mt19937_64 random(1);
  for (int i = 0; i < 100'000; ++i) {
    const auto value = std::bit_cast<double>(random());
    if (!std::isfinite(value)) continue;
    const std::string text = to_shortest(value);
    REQUIRE_MESSAGE(std::strtod(text.c_str(), nullptr) == value, text);
  }
  CHECK(std::strtod(to_shortest(-std::numeric_limits<double>::max()).c_str(), nullptr) ==
        -std::numeric_limits<double>::max());
}

TEST_CASE("a rounded number has so many significant digits and no trailing zeros") {
  CHECK(to_significant(0.44812) == "0.448");
  CHECK(to_significant(123456.0) == "123000");
  CHECK(to_significant(-1234.0) == "-1230");
  CHECK(to_significant(999.9) == "1000");
  CHECK(to_significant(1.234e9) == "1.23e+09");
  CHECK(to_significant(0.5) == "0.5");
  CHECK(to_significant(2.0 / 3, 5) == "0.66667");
  CHECK(to_significant(-1e-9) == "-1e-09");
}

TEST_CASE("a fraction is shown in per cent") {
  CHECK(percent(0.448) == "44.8 %");
  CHECK(percent(0) == "0 %");
  CHECK(percent(1) == "100 %");
  CHECK(percent(0.00123) == "0.123 %");
}

TEST_CASE("thousands are grouped from the right") {
  CHECK(with_thousands(0) == "0");
  CHECK(with_thousands(999) == "999");
  CHECK(with_thousands(1000) == "1,000");
  CHECK(with_thousands(6570) == "6,570");
  CHECK(with_thousands(123456) == "123,456");
  CHECK(with_thousands(1234567) == "1,234,567");
  CHECK(with_thousands(-123) == "-123");
  CHECK(with_thousands(-1234) == "-1,234");
  CHECK(with_thousands(-123456) == "-123,456");
  CHECK(with_thousands(std::numeric_limits<std::int64_t>::min()) == "-9,223,372,036,854,775,808");
}

TEST_CASE("only one is singular") {
  CHECK(pluralized(1, "unit") == "1 unit");
  CHECK(pluralized(0, "unit") == "0 units");
  CHECK(pluralized(2, "unit") == "2 units");
  CHECK(pluralized(1797, "row") == "1,797 rows");
}

TEST_CASE("a long list is cut, and says how long it is") {
  CHECK(join_at_most({}).empty());
  CHECK(join_at_most({"a"}) == "a");
  CHECK(join_at_most({"a", "b", "c"}) == "a, b, c");
  CHECK(join_at_most({"a", "b", "c"}, 3) == "a, b, c");
  CHECK(join_at_most({"a", "b", "c", "d"}, 3) == "a, b, c, … (4 in all)");
  CHECK(join_at_most(std::vector<std::string>(13, "x")).ends_with("x, … (13 in all)"));
  CHECK(join_at_most(std::vector<std::string>(12, "x")).ends_with("x, x"));
}

TEST_CASE("somebody's text is quoted on one line, without control bytes, and cut where it is long") {
  CHECK(in_quotes("n.a.") == "'n.a.'");
  CHECK(in_quotes("").size() == 2);
  CHECK(in_quotes("two\r\nlines\t\x1B[31m\x7F") == "'two  lines  [31m '");
  CHECK(one_line("a\nb") == "a b");
  CHECK(in_quotes(std::string(60, 'x')) == "'" + std::string(60, 'x') + "'");
  CHECK(in_quotes(std::string(61, 'x')) == "'" + std::string(60, 'x') + "…'");
}

TEST_CASE("a long text is not cut within a character of several bytes") {
  const std::string start(59, 'x');
  CHECK(in_quotes(start + "é and more") == "'" + start + "…'");
  CHECK(in_quotes(start.substr(1) + "é and more") == "'" + start.substr(1) + "é…'");
}

}  // TEST_SUITE("text")
