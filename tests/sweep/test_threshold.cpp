#include <array>
#include <cmath>
#include <doctest/doctest.h>
#include <limits>
#include <vector>

#include "sweep/threshold.hpp"

using namespace reluscope;

TEST_SUITE("threshold") {

namespace {

using Points = std::vector<DoseResponse>;

Threshold found(const Points& points, AxisScale scale = AxisScale::lin) {
  Random random(1, RandomStream::check);
  return threshold_of(points, scale, random);
}

/// Of 500 sweeps over nine values with a planted logistic, how many intervals hold its middle.
int covered(double width, std::int64_t runs) {
  Random random(static_cast<std::uint64_t>(runs), RandomStream::check), resampling(3, RandomStream::check);
  constexpr double k_infinity = std::numeric_limits<double>::infinity();
  int covered = 0;
  for (int sweep = 0; sweep < 500; ++sweep) {
    const double middle = random.uniform(3, 5);
    Points points;
    for (int value = 0; value < 9; ++value) {
      DoseResponse& point = points.emplace_back(DoseResponse{static_cast<double>(value), 0, runs});
      const double share = 1 / (1 + std::exp(-(value - middle) / width));
      for (std::int64_t run = 0; run < runs; ++run) point.hits += random.uniform() < share ? 1 : 0;
    }
    const Threshold threshold = threshold_of(points, AxisScale::lin, resampling);
    covered +=
        threshold.lower.value_or(-k_infinity) <= middle && middle <= threshold.upper.value_or(k_infinity) ? 1 : 0;
  }
  return covered;
}

}  // namespace

TEST_CASE("between values with all and with no hits it lies in the middle") {
  const Threshold linear = found({{1, 0, 20}, {2, 0, 20}, {3, 20, 20}, {4, 20, 20}});
  CHECK(*linear.value == doctest::Approx(2.5));
  CHECK(linear.is_rising);
  CHECK(linear.reach == Reach::within);
  CHECK(*linear.lower < 2.5);
  CHECK(*linear.upper > 2.5);
  CHECK(*found({{0.01, 0, 20}, {0.1, 0, 20}, {10, 20, 20}}, AxisScale::log).value == doctest::Approx(1));
}

TEST_CASE("the logit of the pooled shares is interpolated") {
  // 6 of 20 and 4 of 20 are in the wrong order: pooled, 5⅓ of 20⅔
  const Threshold threshold = found({{0, 1, 20}, {1, 6, 20}, {2, 4, 20}, {3, 15, 20}});
  const double before = std::log((5 + 1.0 / 3) / (15 + 1.0 / 3)), behind = -before;
  CHECK(*threshold.value == doctest::Approx(2 - before / (behind - before)));
  // by hand, at shares that are not as far from one half on either side: 3⅓ and 19⅓ of 20⅔
  const double low = std::log((3 + 1.0 / 3) / (17 + 1.0 / 3)), high = std::log((19 + 1.0 / 3) / (1 + 1.0 / 3));
  CHECK(*found({{0, 3, 20}, {1, 19, 20}}).value == doctest::Approx(-low / (high - low)));
}

TEST_CASE("a value at which half are hits is it; of several the middle") {
  CHECK(*found({{1, 0, 20}, {2, 10, 20}, {3, 20, 20}}).value == doctest::Approx(2));
  CHECK(*found({{1, 0, 20}, {2, 10, 20}, {3, 10, 20}, {9, 20, 20}}).value == doctest::Approx(2.5));
}

TEST_CASE("it may lie beyond the values") {
  const Threshold below = found({{1, 15, 20}, {2, 20, 20}}), above = found({{1, 0, 20}, {2, 3, 20}});
  CHECK(below.reach == Reach::below);
  CHECK(above.reach == Reach::above);
  for (const Threshold& threshold : {below, above}) CHECK_FALSE(threshold.value);
  CHECK_FALSE(below.lower);
  CHECK_FALSE(above.upper);
}

TEST_CASE("the same share everywhere, or a stray hit, says below or above, and not the contrary") {
  for (int size = 2; size < 10; ++size) {
    CAPTURE(size);
    for (const std::int64_t stray : {0, 1}) {
      Points all, none;
      for (int i = 0; i < size; ++i) all.push_back({1.0 + i, 20, 20}), none.push_back({1.0 + i, 0, 20});
      all.back().hits -= stray;
      none.front().hits += stray;
      CHECK(found(all).reach == Reach::below);
      CHECK(found(none).reach == Reach::above);
    }
  }
}

TEST_CASE("hits may become fewer") {
  const Threshold threshold = found({{1, 20, 20}, {2, 19, 20}, {3, 1, 20}, {4, 0, 20}});
  CHECK_FALSE(threshold.is_rising);
  CHECK(*threshold.value == doctest::Approx(2.5));
}

TEST_CASE("the interval holds a planted threshold in 93 to 97 % of 500 sweeps") {
  int all = 0;
  for (const std::int64_t runs : {10, 20, 50}) {
    for (const double width : {0.4, 0.7, 1.0, 1.5}) {
      CAPTURE(runs);
      CAPTURE(width);
      const int hold = covered(width, runs);
      CHECK(hold >= 460);
      CHECK(hold <= 490);
      all += hold;
    }
  }
  CHECK(all >= 12 * 470);
  CHECK(all <= 12 * 483);
}

TEST_CASE("values over a decade and more are on a scale of ratios") {
  CHECK(scale_of(std::array{0.1, 1.0}) == AxisScale::log);
  CHECK(scale_of(std::array{1.0, 2.0}) == AxisScale::lin);
  CHECK(scale_of(std::array{0.0, 100.0}) == AxisScale::lin);
}

}  // TEST_SUITE("threshold")
