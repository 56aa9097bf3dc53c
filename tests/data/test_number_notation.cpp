#include <doctest/doctest.h>
#include <map>
#include <string>

#include "data/number_notation.hpp"

using namespace reluscope;

TEST_SUITE("number notation") {

namespace {

std::optional<double> value(const std::string& cell, char decimal = '.') {
  const std::optional<WrittenNumber> number = read_written_number(cell, decimal);
  return number ? std::optional(number->value) : std::nullopt;
}

}  // namespace

TEST_CASE("numbers are read as people write them, with a decimal point") {
  const std::map<std::string, double> cells = {{"5", 5},
                                               {"-5.25", -5.25},
                                               {"+5", 5},
                                               {"  5 ", 5},
                                               {".5", 0.5},
                                               {"5.", 5},
                                               {"1e3", 1000},
                                               {"2.5E-1", 0.25},
                                               {"1,234", 1234},
                                               {"1,234,567.5", 1234567.5},
                                               {"12,34,567", 1234567},
                                               {"1'234.5", 1234.5},
                                               {"1’234", 1234},
                                               {"1_000", 1000},
                                               {"1 234.5", 1234.5},
                                               {"1\u00A0234", 1234},
                                               {"1\u202F234", 1234},
                                               {"1\u2009234", 1234},
                                               {"\u22125", -5},
                                               {"\u20135", -5},
                                               {"(5)", -5},
                                               {"($1,234.50)", -1234.5},
                                               {"$(5)", -5},
                                               {"$5", 5},
                                               {"-$5", -5},
                                               {"$-5", -5},
                                               {"5 €", 5},
                                               {"EUR 5", 5},
                                               {"5 USD", 5},
                                               {"US$ 5.5", 5.5},
                                               {"12%", 12},
                                               {"12 %", 12},
                                               {"5 kg", 5},
                                               {"70 km/h", 70},
                                               {"9 m²", 9},
                                               {"9 m2", 9},
                                               {"-3 °C", -3},
                                               {"12-", -12},
                                               {"Rs.5", 5},
                                               {"\u00A05\t", 5}};
  for (const auto& [cell, expected] : cells) {
    CAPTURE(cell);
    REQUIRE(value(cell).has_value());
    CHECK(*value(cell) == expected);
  }
}

TEST_CASE("with a decimal comma the signs change places") {
  CHECK(value("1.234,5", ',') == 1234.5);
  CHECK(value("1 234,5", ',') == 1234.5);
  CHECK(value("-0,25 €", ',') == -0.25);
  CHECK(value("1,234", ',') == 1.234);
  CHECK_FALSE(value("1.5", ','));
  CHECK_FALSE(value("1,234.5", ','));
  CHECK_FALSE(value("1,5"));
  CHECK_FALSE(value("1.234,5"));
}

TEST_CASE("what only resembles a number is none") {
  for (const char* cell :
       {"",         "-",           "+",    "abc",         "1O5",    "12:30",        "2024-01-05", "1/2",     "1-2",
        "3.4.5",    "192.168.1.1", "A12",  "Q1",          "v1.2",   "R12",          "1,23",       "12,3456", "0,500",
        "1,234,56", "--5",         "-(5)", "$5 kg",       "5 €/$",  "1e5e",         "#3",         "5 6",     "inf",
        "0x10",     "5;",          "1 23", "29 March 32", "5 kg 2", "1,232,34,565", "123,45,678", "1,2,345"}) {
    CAPTURE(cell);
    CHECK_FALSE(value(cell));
  }
}

TEST_CASE("whether a number depends on the decimal sign is said") {
  CHECK(read_written_number("1,234", '.')->depends);
  CHECK(read_written_number("1.5", '.')->depends);
  CHECK_FALSE(read_written_number("1 234", '.')->depends);
  CHECK_FALSE(read_written_number("$5", '.')->depends);
}

TEST_CASE("a notation reads what is written so, a currency may be left out, a unit may not") {
  const NumberNotation dollars{'.', ",", "$", ""}, kilograms{'.', "", "", "kg"};
  CHECK(dollars.read("$1,234.5") == 1234.5);
  CHECK(dollars.read("7") == 7);
  CHECK_FALSE(dollars.read("€7"));
  CHECK_FALSE(dollars.read("$1 234"));
  CHECK(kilograms.read("7 kg") == 7);
  CHECK_FALSE(kilograms.read("7"));
  CHECK_FALSE(kilograms.read("7 g"));
}

}  // TEST_SUITE("number notation")
