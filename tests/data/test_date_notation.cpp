#include <chrono>
#include <doctest/doctest.h>
#include <random>
#include <string>

#include "data/date_notation.hpp"

using namespace reluscope;

TEST_SUITE("date notation") {

namespace {

std::optional<double> seconds(const std::string& cell, DateOrder order) {
  const std::optional<WrittenDate> date = read_written_date(cell, order);
  return date ? std::optional(date->seconds) : std::nullopt;
}

std::string padded(unsigned number) { return (number < 10 ? "0" : "") + std::to_string(number); }

}  // namespace

TEST_CASE("every day of a century is read back from every form") {
  using namespace std::chrono;
  for (int day = 0; day < 36'525; day += 7) {
    const year_month_day date{sys_days(days(day))};
    const double expected = 86'400.0 * day;
    const std::string y = std::to_string(static_cast<int>(date.year()));
    const auto month = static_cast<unsigned>(date.month()), d = static_cast<unsigned>(date.day());
    CHECK(seconds(y + "-" + padded(month) + "-" + padded(d), DateOrder::ymd) == expected);
    CHECK(seconds(y + "/" + std::to_string(month) + "/" + std::to_string(d), DateOrder::ymd) == expected);
    CHECK(seconds(padded(d) + "." + padded(month) + "." + y, DateOrder::dmy) == expected);
    CHECK(seconds(padded(month) + "/" + padded(d) + "/" + y, DateOrder::mdy) == expected);
  }
}

TEST_CASE("times, offsets and names of months are understood") {
  const double day = 86'400.0 * 19'813;  // 2024-03-31
  const auto ymd = DateOrder::ymd;
  CHECK(seconds("2024-03-31T14:05:09.5", ymd) == day + 50'709.5);
  CHECK(seconds("2024-03-31 14:05", ymd) == day + 50'700);
  CHECK(seconds("2024-03-31T14:05Z", ymd) == day + 50'700);
  CHECK(seconds("2024-03-31T14:05+02:00", ymd) == day + 43'500);
  CHECK(seconds("2024-03-31T14:05-0230", ymd) == day + 59'700);
  CHECK(seconds("3/31/24 2:05 PM", DateOrder::mdy) == day + 50'700);
  CHECK(seconds("3/31/24 12:05 am", DateOrder::mdy) == day + 300);
  for (const char* cell : {"31 Mar 2024", "31-Mar-24", "March 31, 2024", "Mar 31 2024", "31 march 2024"}) {
    CAPTURE(cell);
    for (const DateOrder order : {DateOrder::ymd, DateOrder::dmy, DateOrder::mdy}) CHECK(seconds(cell, order) == day);
  }
  CHECK(seconds("1/1/69", DateOrder::dmy) == -86'400.0 * 365);  // POSIX: 69 is 1969, 68 is 2068
  CHECK(seconds("1/1/68", DateOrder::dmy) == 86'400.0 * 35'794);
  CHECK(seconds("14:05", ymd) == 50'700);
  CHECK_FALSE(read_written_date("14:05", ymd)->has_date);
  CHECK(read_written_date("2024-03-31T00:00", ymd)->has_time);
  CHECK_FALSE(read_written_date("2024-03-31", ymd)->has_time);
}

TEST_CASE("no such day, or nothing of the kind, is no date") {
  for (const char* cell : {"2023-02-29", "2024-13-01", "2024-00-10", "31/4/2024", "2024-03-31T25:00", "12:60", "1.2",
                           "12", "", "March", "31 Foo 2024", "2024-03/31", "1-2-345", "2024-03-31x"}) {
    CAPTURE(cell);
    for (const DateOrder order : {DateOrder::ymd, DateOrder::dmy, DateOrder::mdy}) CHECK_FALSE(seconds(cell, order));
  }
  CHECK_FALSE(seconds("31/3/2024", DateOrder::mdy));
}

TEST_CASE("a column without times is in days, one with a time in seconds") {
  CHECK(DateNotation{DateOrder::ymd, false}.read("1970-01-03") == 2);
  CHECK(DateNotation{DateOrder::ymd, true}.read("1970-01-03") == 2 * 86'400);
  CHECK_FALSE(DateNotation{DateOrder::ymd, false}.read("1970-01-03 10:00"));
}

}  // TEST_SUITE("date notation")
