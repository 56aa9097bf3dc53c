#pragma once

#include <optional>
#include <string>

namespace reluscope {

/// A point and its interval on a line from `least` to `greatest`, as a small SVG picture beside its number; a tick
/// where `zero` lies on that line. What is not finite is left out.
struct IntervalBar {
  double value = 0;
  std::optional<double> lower, upper;
  double least = 0, greatest = 1;
  std::optional<double> zero;
};
std::string interval_bar(const IntervalBar& bar);

}  // namespace reluscope
