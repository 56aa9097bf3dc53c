#include <cmath>
#include <doctest/doctest.h>
#include <vector>

#include "run/estimate.hpp"

using namespace reluscope;

TEST_SUITE("estimate") {

namespace {

Random numbers(std::uint64_t seed) { return {seed, RandomStream::check}; }

/// How many of 1,000 cells' intervals hold the true value.
template <class Draw>
int covered(double truth, std::size_t runs, Draw draw) {
  Random random = numbers(runs), resampling = numbers(99);
  int covered = 0;
  for (int cell = 0; cell < 1000; ++cell) {
    std::vector<double> values(runs);
    for (double& value : values) value = draw(random);
    const MeanEstimate estimate = *mean_estimate(values, resampling);
    covered += *estimate.lower <= truth && truth <= *estimate.upper ? 1 : 0;
  }
  return covered;
}

}  // namespace

TEST_CASE("a mean comes with its spread") {
  Random random = numbers(0);
  const MeanEstimate estimate = *mean_estimate({3, 1, 2, 10}, random);
  CHECK(estimate.runs == 4);
  CHECK(estimate.mean == 4);
  CHECK(estimate.median == 2.5);
  CHECK(estimate.min == 1);
  CHECK(estimate.max == 10);
  CHECK(*estimate.lower >= 1);
  CHECK(*estimate.upper <= 10);
  CHECK(*estimate.lower < estimate.mean);
  CHECK(*estimate.upper > estimate.mean);
}

TEST_CASE("of one run there is no interval, of none no estimate, of equal ones a point") {
  Random random = numbers(0);
  CHECK_FALSE(mean_estimate({}, random));
  CHECK_FALSE(mean_estimate({1}, random)->lower);
  const MeanEstimate equal = *mean_estimate({0.1, 0.1, 0.1}, random);
  CHECK(equal.mean == 0.1);
  CHECK(equal.lower == 0.1);
  CHECK(equal.upper == 0.1);
}

TEST_CASE("the interval of a mean holds it in about 95 % of 1,000 cells") {
  const auto normal = [](Random& random) { return random.normal(); };
  const auto exponential = [](Random& random) { return -std::log(1 - random.uniform()); };
  const auto often_zero = [](Random& random) { return random.uniform() < 0.6 ? 0 : random.beta_2_1(); };
  CHECK(covered(0, 10, normal) >= 920);
  CHECK(covered(0, 20, normal) >= 930);
  CHECK(covered(0, 20, normal) <= 970);
  CHECK(covered(0, 50, normal) >= 935);
  CHECK(covered(0, 50, normal) <= 970);
  CHECK(covered(1, 20, exponential) >= 905);
  CHECK(covered(1, 50, exponential) >= 925);
  CHECK(covered(0.4 * 2 / 3, 20, often_zero) >= 920);
}

TEST_CASE("the interval of a share holds it in at least 95 % of 1,000 cells, at any share") {
  Random random = numbers(5);
  for (const double share : {0.01, 0.1, 0.3, 0.5, 0.9}) {
    CAPTURE(share);
    int covered = 0;
    for (int cell = 0; cell < 1000; ++cell) {
      std::int64_t hits = 0;
      for (int run = 0; run < 20; ++run) hits += random.uniform() < share ? 1 : 0;
      const ShareEstimate estimate = share_estimate(hits, 20);
      covered += estimate.interval.lower <= share && share <= estimate.interval.upper ? 1 : 0;
    }
    CHECK(covered >= 940);
  }
}

}  // TEST_SUITE("estimate")
