#include "sweep/value_list.hpp"

#include <algorithm>
#include <optional>
#include <set>

#include "support/arguments.hpp"
#include "support/elementary.hpp"
#include "support/error.hpp"
#include "support/number.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

constexpr std::int64_t k_most_values = 10'000;
constexpr int k_log_digits = 4, k_lin_digits = 12;

struct Range {
  double from, to;
  bool in_ratios;
  std::int64_t count;

  double operator()(std::int64_t i) const {
    const double share = static_cast<double>(i) / static_cast<double>(count - 1);
    if (!in_ratios) return (1 - share) * from + share * to;
    return exponential((1 - share) * logarithm(from) + share * logarithm(to));
  }
};

/// None if the item is no range: it does not begin with a number and two points.
std::optional<Range> read_range(const std::string& flag, const std::string& item) {
  const std::size_t points = item.find("..");
  if (points == std::string::npos) return std::nullopt;
  const std::optional<double> from = parse_number(std::string_view(item).substr(0, points));
  if (!from) return std::nullopt;
  const auto fail = [&](const std::string& why) {
    throw UserError(flag + ": " + in_quotes(item) + " " + why +
                    "; a range is FROM..TO:log:N or FROM..TO:lin:N, as in " + "1e-3..1:log:9");
  };
  const std::vector<std::string> parts = split(item.substr(points + 2), ':');
  if (parts.size() != 3 || (parts[1] != "log" && parts[1] != "lin")) fail("is not a range");
  const std::optional<double> to = parse_number(parts[0]);
  if (!to || !std::isfinite(*from) || !std::isfinite(*to)) fail("is not between two numbers");
  const bool in_ratios = parts[1] == "log";
  if (in_ratios && !(*from > 0 && *to > 0)) fail("is not between numbers above 0, which ratios need");
  if (*from == *to) fail("begins where it ends");
  return Range{*from, *to, in_ratios, read_whole(flag + " " + item + ", N", parts[2], 2, k_most_values)};
}

void add_values(const Range& range, const std::string& flag, std::vector<std::string>& values) {
  const std::size_t first = values.size();
  values.push_back(to_shortest(range.from));
  const int digits = range.in_ratios ? k_log_digits : k_lin_digits;
  for (std::int64_t i = 1; i + 1 < range.count; ++i)
    values.push_back(to_shortest(*parse_number(to_significant(range(i), digits))));
  values.push_back(to_shortest(range.to));
  if (std::adjacent_find(values.begin() + static_cast<std::ptrdiff_t>(first), values.end()) != values.end())
    throw UserError(flag + ": a range of " + std::to_string(range.count) + " values, more than " +
                    std::to_string(digits) + " digits tell apart; take fewer");
}

}  // namespace

std::vector<std::string> expanded_values(const std::string& flag, const std::vector<std::string>& items,
                                         bool are_numbers) {
  std::vector<std::string> values;
  for (const std::string& item : items) {
    const std::optional<Range> range = read_range(flag, item);
    if (range)
      add_values(*range, flag, values);
    else
      values.push_back(item);
  }
  std::set<std::string> known;
  for (const std::string& value : values) {
    const std::optional<double> number = are_numbers ? parse_number(value) : std::nullopt;
    if (!known.insert(number ? to_shortest(*number) : value).second)
      throw UserError(flag + ": the value " + in_quotes(value) +
                      " is there twice; leave one out, or take fewer values");
  }
  return values;
}

}  // namespace reluscope
