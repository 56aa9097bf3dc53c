#include "data/date_notation.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <chrono>

#include "support/number.hpp"
#include "support/text.hpp"
#include "support/utf8.hpp"

namespace reluscope {
namespace {

constexpr double k_day = 86'400;

/// Takes parts off the front of a text.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : m_rest(text) {}

  bool at_end() const { return m_rest.empty(); }
  bool starts_with_digit() const { return !m_rest.empty() && is_digit(m_rest.front()); }
  void skip_blanks() { m_rest = without_blanks(m_rest); }

  bool take(char c) {
    if (m_rest.empty() || m_rest.front() != c) return false;
    m_rest.remove_prefix(1);
    return true;
  }
  bool take_any(std::string_view set, char& taken) {
    if (m_rest.empty() || set.find(m_rest.front()) == std::string_view::npos) return false;
    taken = m_rest.front();
    m_rest.remove_prefix(1);
    return true;
  }
  /// `least` to `most` digits; false if there are fewer or more.
  bool take_number(std::size_t least, std::size_t most, int& number) {
    std::size_t length = 0;
    while (length < m_rest.size() && is_digit(m_rest[length])) ++length;
    if (length < least || length > most) return false;
    number = static_cast<int>(*parse_number(m_rest.substr(0, length)));
    m_digits = length;
    m_rest.remove_prefix(length);
    return true;
  }
  std::size_t digits() const { return m_digits; }  // of the last number
  std::string take_letters() {
    std::size_t length = 0;
    while (length < m_rest.size() && std::isalpha(static_cast<unsigned char>(m_rest[length])) != 0) ++length;
    std::string letters = lower_case(std::string(m_rest.substr(0, length)));
    m_rest.remove_prefix(length);
    return letters;
  }
  /// A point and digits, as a fraction.
  double take_fraction() {
    if (m_rest.size() < 2 || (m_rest[0] != '.' && m_rest[0] != ',') || !is_digit(m_rest[1])) return 0;
    std::size_t length = 1;
    while (length < m_rest.size() && is_digit(m_rest[length])) ++length;
    const double fraction = *parse_number("0." + std::string(m_rest.substr(1, length - 1)));
    m_rest.remove_prefix(length);
    return fraction;
  }

 private:
  std::string_view m_rest;
  std::size_t m_digits = 0;
};

int month_named(const std::string& name) {
  constexpr std::array k_months = {"january", "february", "march",     "april",   "may",      "june",
                                   "july",    "august",   "september", "october", "november", "december"};
  if (name == "sept") return 9;
  for (std::size_t m = 0; m < k_months.size(); ++m)
    if (name == k_months[m] || (name.size() == 3 && name == std::string_view(k_months[m]).substr(0, 3)))
      return static_cast<int>(m) + 1;
  return 0;
}

bool take_year(Scanner& text, int& year) {
  if (!text.take_number(2, 4, year) || text.digits() == 3) return false;
  if (text.digits() == 2) year += year < 69 ? 2000 : 1900;
  return true;
}

std::optional<double> seconds_of_day(int year, int month, int day) {
  using namespace std::chrono;
  const year_month_day date{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                            std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok()) return std::nullopt;
  return k_day * static_cast<double>(sys_days(date).time_since_epoch().count());
}

/// "31 Mar 2024", "31-Mar-24", "Mar 31, 2024".
std::optional<double> take_date_with_name(Scanner& text, bool month_first) {
  int year = 0, month = 0, day = 0;
  char separator = ' ';
  if (month_first) {
    month = month_named(text.take_letters());
    text.take('.');
    text.skip_blanks();
    if (!text.take_number(1, 2, day)) return std::nullopt;
    text.take(',');
  } else {
    if (!text.take_number(1, 2, day)) return std::nullopt;
    text.take('.');
    text.take_any("-/", separator);
    text.skip_blanks();
    month = month_named(text.take_letters());
    text.take('.');
    if (separator != ' ' && !text.take(separator)) return std::nullopt;
    text.take(',');
  }
  text.skip_blanks();
  if (month == 0 || !take_year(text, year)) return std::nullopt;
  return seconds_of_day(year, month, day);
}

std::optional<double> take_date(Scanner& text, DateOrder order) {
  int year = 0, month = 0, day = 0;
  char separator = 0;
  if (order == DateOrder::ymd) {
    if (!text.take_number(4, 4, year) || !text.take_any("-/.", separator) || !text.take_number(1, 2, month) ||
        !text.take(separator) || !text.take_number(1, 2, day))
      return std::nullopt;
  } else {
    int& first = order == DateOrder::dmy ? day : month;
    int& second = order == DateOrder::dmy ? month : day;
    if (!text.take_number(1, 2, first) || !text.take_any("-/.", separator) || !text.take_number(1, 2, second) ||
        !text.take(separator) || !take_year(text, year))
      return std::nullopt;
  }
  return seconds_of_day(year, month, day);
}

/// "14:05", "14:05:09.25", "2:05 pm", each with "Z" or "+02:00".
std::optional<double> take_time(Scanner& text) {
  int hours = 0, minutes = 0, seconds = 0;
  if (!text.take_number(1, 2, hours) || !text.take(':') || !text.take_number(2, 2, minutes)) return std::nullopt;
  if (text.take(':') && !text.take_number(2, 2, seconds)) return std::nullopt;
  const double fraction = text.take_fraction();
  text.skip_blanks();
  const std::string suffix = text.take_letters();
  if (suffix == "am" || suffix == "pm") {
    if (hours < 1 || hours > 12) return std::nullopt;
    hours = hours % 12 + (suffix == "pm" ? 12 : 0);
  } else if (!suffix.empty() && suffix != "z" && suffix != "utc") {
    return std::nullopt;
  }
  if (hours > 24 || minutes > 59 || seconds > 60) return std::nullopt;
  char sign = 0;
  int offset_hours = 0, offset_minutes = 0;
  if (text.take_any("+-", sign)) {
    if (!text.take_number(2, 4, offset_hours) || text.digits() == 3) return std::nullopt;
    if (text.digits() == 4) {
      offset_minutes = offset_hours % 100;
      offset_hours /= 100;
    } else if (text.take(':') && !text.take_number(2, 2, offset_minutes)) {
      return std::nullopt;
    }
  }
  const int offset = (sign == '-' ? -1 : 1) * (60 * offset_hours + offset_minutes);
  return 3600.0 * hours + 60.0 * (minutes - offset) + seconds + fraction;
}

}  // namespace

std::optional<WrittenDate> read_written_date(std::string_view cell, DateOrder order) {
  const std::string_view trimmed = without_blanks(cell);
  if (std::ranges::none_of(trimmed, is_digit)) return std::nullopt;
  WrittenDate date;
  if (Scanner text(trimmed); const std::optional<double> time = take_time(text))
    if (text.at_end()) return WrittenDate{.seconds = *time, .has_time = true, .has_date = false};

  for (const int form : {0, 1, 2}) {  // digits alone, or the month's name, second or first
    Scanner text(trimmed);
    const std::optional<double> day = form == 0 ? take_date(text, order) : take_date_with_name(text, form == 2);
    if (!day) continue;
    date.seconds = *day;
    if (text.at_end()) return date;
    char between = 0;
    if (!text.take_any("Tt ,", between)) continue;
    text.skip_blanks();
    const std::optional<double> time = take_time(text);
    if (!time || !text.at_end()) continue;
    date.seconds += *time;
    date.has_time = true;
    return date;
  }
  return std::nullopt;
}

std::optional<double> DateNotation::read(std::string_view cell) const {
  const std::optional<WrittenDate> date = read_written_date(cell, order);
  if (!date || (date->has_time && !in_seconds)) return std::nullopt;
  return in_seconds ? date->seconds : date->seconds / k_day;
}

}  // namespace reluscope
