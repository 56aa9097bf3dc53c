#pragma once

#include <cstdint>

namespace reluscope {

/// The one-sided 95 % upper confidence bound of a rate of which `hits` of `trials` > 0 were seen (Clopper & Pearson
/// 1934): the rate p at which as few hits or fewer have the probability 0.05. For 0 hits it is 1 − 0.05^(1/trials),
/// about 3/trials; for hits = trials it is 1.
double upper_bound_95(std::int64_t hits, std::int64_t trials);

/// An interval of a rate or of a mean.
struct Interval {
  double lower = 0;
  double upper = 0;
};

/// The two-sided 95 % confidence interval of that rate (Clopper & Pearson 1934).
Interval rate_interval_95(std::int64_t hits, std::int64_t trials);

}  // namespace reluscope
