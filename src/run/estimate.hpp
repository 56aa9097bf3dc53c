#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "diagnosis/statistics.hpp"
#include "support/random.hpp"

namespace reluscope {

/// How often something happened in some runs.
struct ShareEstimate {
  std::int64_t count = 0;
  double share = 0;
  Interval interval;  // 95 %, Clopper–Pearson
};

/// trials > 0.
ShareEstimate share_estimate(std::int64_t count, std::int64_t trials);

/// What a number came to in some runs.
struct MeanEstimate {
  std::int64_t runs = 0;
  double mean = 0;
  std::optional<double> lower, upper;  // 95 %, of the mean, by the bootstrap; none of a single run
  double min = 0;
  double median = 0;
  double max = 0;
};

/// None of no values. The interval is that of Hesterberg 2015, "What Teachers Should Know About the Bootstrap", section
/// 5.3: the percentiles of the means of 1,000 resamples, taken farther out than at 2.5 %, because few values spread too
/// little, by as much as Student's t is farther out than the normal distribution.
std::optional<MeanEstimate> mean_estimate(std::vector<double> values, Random& random);

}  // namespace reluscope
