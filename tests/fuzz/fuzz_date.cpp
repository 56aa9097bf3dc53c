// Lines of any bytes as cells with dates, in each order, against a parser made of regular expressions and of counting
// the days one month after the other. tests/cli/test_dates.py has Python's datetime as the other side.

#include <array>
#include <cmath>
#include <cstdlib>
#include <optional>
#include <regex>
#include <string>

#include "data/date_notation.hpp"
#include "fuzzer.hpp"
#include "support/text.hpp"

namespace {

using namespace reluscope;

bool is_leap(int year) { return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0; }

/// None if there is no such day.
std::optional<double> naive_days(int year, int month, int day) {
  static constexpr std::array k_days = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const auto length = [](int y, int m) {
    return k_days[static_cast<std::size_t>(m - 1)] + (m == 2 && is_leap(y) ? 1 : 0);
  };
  if (month < 1 || month > 12 || day < 1 || day > length(year, month)) return std::nullopt;
  int days = day - 1;
  for (int y = 1970; y < year; ++y) days += is_leap(y) ? 366 : 365;
  for (int y = year; y < 1970; ++y) days -= is_leap(y) ? 366 : 365;
  for (int m = 1; m < month; ++m) days += length(year, m);
  return days;
}

int number_in(const std::string& digits) { return digits.empty() ? 0 : std::atoi(digits.c_str()); }

int year_in(const std::string& digits) {
  const int year = number_in(digits);
  return digits.size() > 2 ? year : year < 69 ? 2000 + year : 1900 + year;
}

int month_in(std::string name) {
  name = lower_case(name);
  constexpr std::array k_names = {"january", "february", "march",     "april",   "may",      "june",
                                  "july",    "august",   "september", "october", "november", "december"};
  for (std::size_t m = 0; m < k_names.size(); ++m)
    if (name == k_names[m] || name == std::string(k_names[m]).substr(0, 3)) return static_cast<int>(m) + 1;
  return name == "sept" ? 9 : 0;
}

std::regex expression(const char* text) { return std::regex(text, std::regex::ECMAScript | std::regex::icase); }

/// Seconds, of a time of day that is the whole text.
std::optional<double> naive_time(const std::string& text) {
  static const std::regex k_time = expression(
      "([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?(?:[.,]([0-9]+))?[ \\t]*(am|pm|z|utc)?"
      "(?:([+-])([0-9]{2})(?::?([0-9]{2}))?)?");
  std::smatch part;
  if (!std::regex_match(text, part, k_time)) return std::nullopt;
  int hours = number_in(part[1]);
  const int minutes = number_in(part[2]), seconds = number_in(part[3]);
  const std::string half = lower_case(part[5].str());
  if (half == "am" || half == "pm") {
    if (hours < 1 || hours > 12) return std::nullopt;
    hours = hours % 12 + (half == "pm" ? 12 : 0);
  }
  if (hours > 24 || minutes > 59 || seconds > 60) return std::nullopt;
  const int offset = 60 * number_in(part[7]) + number_in(part[8]);
  const double fraction = part[4].matched ? std::strtod(("0." + part[4].str()).c_str(), nullptr) : 0;
  return 3600.0 * hours + 60.0 * minutes - (part[6] == "-" ? -60.0 : 60.0) * offset + seconds + fraction;
}

/// The rest of a cell behind its date.
struct NaiveDate {
  double days = 0;
  std::string rest;
};

std::vector<NaiveDate> naive_dates(const std::string& cell, DateOrder order) {
  static const std::regex k_ymd = expression("([0-9]{4})([-/.])([0-9]{1,2})\\2([0-9]{1,2})(?![0-9])(.*)");
  static const std::regex k_numbers = expression("([0-9]{1,2})([-/.])([0-9]{1,2})\\2([0-9]{4}|[0-9]{2})(?![0-9])(.*)");
  static const std::regex k_day_name =
      expression("([0-9]{1,2})\\.?([-/]?)[ \\t]*([a-z]+)\\.?\\2,?[ \\t]*([0-9]{4}|[0-9]{2})(?![0-9])(.*)");
  static const std::regex k_name_day =
      expression("([a-z]+)\\.?[ \\t]*([0-9]{1,2})(?![0-9]),?[ \\t]*([0-9]{4}|[0-9]{2})(?![0-9])(.*)");
  std::vector<NaiveDate> found;
  const auto add = [&](int year, int month, int day, const std::string& rest) {
    if (const std::optional<double> days = naive_days(year, month, day)) found.push_back({*days, rest});
  };
  std::smatch part;
  if (order == DateOrder::ymd && std::regex_match(cell, part, k_ymd))
    add(number_in(part[1]), number_in(part[3]), number_in(part[4]), part[5]);
  if (order != DateOrder::ymd && std::regex_match(cell, part, k_numbers)) {
    const bool day_first = order == DateOrder::dmy;
    add(year_in(part[4]), number_in(part[day_first ? 3 : 1]), number_in(part[day_first ? 1 : 3]), part[5]);
  }
  if (std::regex_match(cell, part, k_day_name)) add(year_in(part[4]), month_in(part[3]), number_in(part[1]), part[5]);
  if (std::regex_match(cell, part, k_name_day)) add(year_in(part[3]), month_in(part[1]), number_in(part[2]), part[4]);
  return found;
}

std::string trimmed(const std::string& text) {
  const std::size_t first = text.find_first_not_of(" \t");
  return first == std::string::npos ? "" : text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::optional<WrittenDate> naive_date(const std::string& text, DateOrder order) {
  const std::string cell = trimmed(text);
  if (const std::optional<double> time = naive_time(cell))
    return WrittenDate{.seconds = *time, .has_time = true, .has_date = false};
  for (const NaiveDate& date : naive_dates(cell, order)) {
    if (date.rest.empty()) return WrittenDate{.seconds = 86'400 * date.days};
    if (std::string("Tt ,").find(date.rest.front()) == std::string::npos) continue;
    if (const std::optional<double> time = naive_time(trimmed(date.rest.substr(1))))
      return WrittenDate{.seconds = 86'400 * date.days + *time, .has_time = true};
  }
  return std::nullopt;
}

void check_date(const std::string& cell, DateOrder order) {
  const std::optional<WrittenDate> date = read_written_date(cell, order), naive = naive_date(cell, order);
  expect(date.has_value() == naive.has_value(), "a date is one to both parsers, or to none");
  if (!date) return;
  expect(date->has_time == naive->has_time && date->has_date == naive->has_date, "both see a date, a time, or both");
  expect(std::abs(date->seconds - naive->seconds) < 1e-4, "both read the same date");
}

void fuzz_date(std::string_view input) {
  for (const std::string& cell : short_lines(input)) {
    const bool is_ascii = std::ranges::all_of(cell, [](char c) { return c > 0 && c != '\r'; });
    for (const DateOrder order : {DateOrder::ymd, DateOrder::dmy, DateOrder::mdy}) {
      if (is_ascii)
        check_date(cell, order);
      else
        read_written_date(cell, order);  // other blanks; only that nothing breaks
    }
  }
}

const RegisterFuzzer k_date{{"date", fuzz_date}};

}  // namespace
