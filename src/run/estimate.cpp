#include "run/estimate.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "support/normal_distribution.hpp"

namespace reluscope {
namespace {

constexpr std::size_t k_resamples = 1000;

double mean_of(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

/// The 97.5 % quantile of Student's t: from a table, and from 10 degrees of freedom on to 2e-4 by its series
/// (Abramowitz & Stegun 26.7.5).
double t_quantile(std::size_t degrees) {
  constexpr double k_table[] = {0,        12.706205, 4.302653, 3.182446, 2.776445,
                                2.570582, 2.446912,  2.364624, 2.306004, 2.262157};
  if (degrees < std::size(k_table)) return k_table[degrees];
  constexpr double z = 1.959963985, z3 = z * z * z, z5 = z3 * z * z, z7 = z5 * z * z;
  const auto v = static_cast<double>(degrees);
  return z + (z3 + z) / (4 * v) + (5 * z5 + 16 * z3 + 3 * z) / (96 * v * v) +
         (3 * z7 + 19 * z5 + 17 * z3 - 15 * z) / (384 * v * v * v);
}

Interval mean_interval(const std::vector<double>& values, Random& random) {
  const std::size_t count = values.size();
  const auto n = static_cast<double>(count);
  std::vector<double> means(k_resamples);
  for (double& mean : means) {
    double sum = 0;
    for (std::size_t i = 0; i < count; ++i) sum += values[random.below(count)];
    mean = sum / n;
  }
  std::ranges::sort(means);
  const double tail = normal_distribution(-std::sqrt(n / (n - 1)) * t_quantile(count - 1)).cumulative;
  const auto rank = static_cast<std::size_t>(tail * static_cast<double>(k_resamples));
  return {.lower = means[rank], .upper = means[k_resamples - 1 - rank]};
}

}  // namespace

ShareEstimate share_estimate(std::int64_t count, std::int64_t trials) {
  return {.count = count,
          .share = static_cast<double>(count) / static_cast<double>(trials),
          .interval = rate_interval_95(count, trials)};
}

std::optional<MeanEstimate> mean_estimate(std::vector<double> values, Random& random) {
  if (values.empty()) return std::nullopt;
  std::ranges::sort(values);
  const std::size_t middle = values.size() / 2;
  MeanEstimate estimate{.runs = static_cast<std::int64_t>(values.size()),
                        .mean = mean_of(values),
                        .lower = {},
                        .upper = {},
                        .min = values.front(),
                        .median = values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2,
                        .max = values.back()};
  if (values.front() == values.back()) {
    estimate.mean = values.front();  // and not what rounding makes of it
    if (values.size() > 1) estimate.lower = estimate.upper = values.front();
  } else {
    const Interval interval = mean_interval(values, random);
    estimate.lower = interval.lower;
    estimate.upper = interval.upper;
  }
  return estimate;
}

}  // namespace reluscope
