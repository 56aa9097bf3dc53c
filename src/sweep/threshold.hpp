#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "support/names.hpp"
#include "support/random.hpp"

namespace reluscope {

/// How the values of a numeric axis lie: equal ratios or equal steps are equally far.
enum class AxisScale { log, lin };
template <>
inline constexpr auto k_words<AxisScale> = std::to_array<Word<AxisScale>>({{AxisScale::log, "log"},
                                                                           {AxisScale::lin, "lin"}});

/// Log if all values are above 0 and the greatest is at least 10 times the least.
AxisScale scale_of(std::span<const double> values);

/// Where a threshold lies: between the values that were tried, or beyond them.
enum class Reach { within, below, above };
template <>
inline constexpr auto k_words<Reach> =
    std::to_array<Word<Reach>>({{Reach::within, "within"}, {Reach::below, "below"}, {Reach::above, "above"}});

/// The runs with one value of an axis.
struct DoseResponse {
  double value = 0;
  std::int64_t hits = 0;
  std::int64_t trials = 0;
};

/// The value at which half of the runs are hits.
struct Threshold {
  bool is_rising = true;               // the greater the value, the more hits
  Reach reach = Reach::within;         // below: half or more at every value; above: at none
  std::optional<double> value;         // none beyond the values that were tried
  std::optional<double> lower, upper;  // 95 %; none beyond those values
};

/// points: in ascending order of their values, at least one. The share of hits is fitted by the monotone function with
/// the least squares (isotonic regression; Ayer et al. 1955): a rising one, unless a falling one fits better and
/// crosses one half within the values; from (hits + ⅓) / (trials + ⅔), which is neither 0 nor 1 (Kerman 2011), and its
/// logit is interpolated linearly. The interval has the percentiles of 1,000 such fits to hits drawn from the
/// fitted shares (parametric bootstrap).
Threshold threshold_of(std::span<const DoseResponse> points, AxisScale scale, Random& random);

}  // namespace reluscope
