#include "diagnosis/proof/relaxation.hpp"

#include <algorithm>
#include <limits>

#include "diagnosis/proof/rounding.hpp"

namespace reluscope {

Relaxation relaxation_of(double lower, double upper, double slope) {
  if (upper <= 0) return {.upper_slope = slope, .lower_slope = slope};
  if (lower >= 0) return {.upper_slope = 1, .lower_slope = 1};
  if (upper - lower == std::numeric_limits<double>::infinity()) return {.upper_offset = upper, .lower_slope = slope};
  Relaxation line{.upper_slope = (upper - slope * lower) / (upper - lower),
                  .lower_slope = upper > -lower ? 1.0 : slope};
  // the function is convex: a line that is not below it at both ends is not below it between them
  const double at_lower = slope * lower - line.upper_slope * lower, at_upper = upper - line.upper_slope * upper;
  line.upper_offset =
      rounded_up(rounded_up(std::max(at_lower, at_upper)) + 2 * k_double_roundoff * (upper - 2 * slope * lower));
  return line;
}

}  // namespace reluscope
