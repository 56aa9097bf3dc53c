#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "support/names.hpp"

namespace reluscope {

/// In which order a date is written.
enum class DateOrder { ymd, dmy, mdy };

template <>
inline constexpr auto k_words<DateOrder> =
    std::to_array<Word<DateOrder>>({{DateOrder::ymd, "ymd"}, {DateOrder::dmy, "dmy"}, {DateOrder::mdy, "mdy"}});

/// A date, with or without a time of day.
struct WrittenDate {
  double seconds = 0;  // since 1970-01-01T00:00, UTC if the cell names no other offset
  bool has_time = false;
  bool has_date = true;  // false: a time of day alone
};

/// Reads a cell as a date in this order: ISO 8601 ("2024-03-31", "2024-03-31T14:05:09.5+02:00"), "31.3.2024",
/// "3/31/24 2:05 PM", "31 Mar 2024", "March 31, 2024"; of a time alone ("14:05") the order does not matter. A year of
/// two digits is one from 1969 to 2068 (POSIX). None if the cell is nothing of the kind, or no such day exists.
std::optional<WrittenDate> read_written_date(std::string_view cell, DateOrder order);

/// How the dates of a column are read: the number is in days, or in seconds if some cell has a time of day.
struct DateNotation {
  DateOrder order = DateOrder::ymd;
  bool in_seconds = false;

  /// Days or seconds since 1970-01-01; none if the cell is not written so.
  std::optional<double> read(std::string_view cell) const;

  bool operator==(const DateNotation&) const = default;
};

}  // namespace reluscope
