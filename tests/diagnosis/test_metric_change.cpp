#include <cmath>
#include <doctest/doctest.h>
#include <limits>

#include "diagnosis/gate.hpp"
#include "diagnosis/metric_change.hpp"
#include "support/error.hpp"

using namespace reluscope;

TEST_SUITE("metric change") {

using enum Metric::Kind;

namespace {

const Metrics k_base = {{"dead", count, 2}, {"dead_fraction", fraction, 0.03}, {"old", count, 1}};
const Metrics k_now = {{"dead", count, 5}, {"dead_fraction", fraction, 0.05}, {"fresh", count, 7}};

bool passes(const std::string& rule) { return Gate(rule).judge(metrics_of(metric_changes(k_base, k_now))).passed; }

}  // namespace

TEST_CASE("every metric of either run is listed, those of the newer one first") {
  const std::vector<MetricChange> changes = metric_changes(k_base, k_now);
  REQUIRE(changes.size() == 4);
  CHECK(changes[0].change() == 3);
  CHECK(changes[2].name == "fresh");
  CHECK_FALSE(changes[2].change());
  CHECK(changes[3].name == "old");
  CHECK_FALSE(changes[3].change());
}

TEST_CASE("a difference of fractions is the decimal one") {
  CHECK(0.05 - 0.03 > 0.02);  // which is why
  CHECK(metric_changes(k_base, k_now)[1].change() == 0.02);
  CHECK(passes("dead_fraction.increase > 0.02"));
  CHECK_FALSE(passes("dead_fraction.increase >= 0.02"));
}

TEST_CASE("a difference of other numbers is the decimal one too, whatever their size") {
  const auto change = [](double base, double now) {
    return metric_changes({{"rmse", number, base}}, {{"rmse", number, now}}).front().change();
  };
  CHECK(0.3 - 0.1 != 0.2);
  CHECK(change(0.1, 0.3) == 0.2);
  CHECK(123.5 - 123.4 != 0.1);
  CHECK(change(123.4, 123.5) == 0.1);
  CHECK(change(3e-15, 5e-15) == 2e-15);
  CHECK(change(1e200, 3e200) == 2e200);
  CHECK(change(0, 0) == 0);
  CHECK(std::isnan(*change(1, std::numeric_limits<double>::quiet_NaN())));
  CHECK(std::isinf(*change(1, std::numeric_limits<double>::infinity())));
}

TEST_CASE("a gate on two runs is on the newer value, on what it rose by, or on what it fell by") {
  CHECK_FALSE(passes("dead == 5"));
  CHECK_FALSE(passes("dead.increase == 3"));
  CHECK_FALSE(passes("dead.decrease == -3"));
  CHECK_FALSE(passes("fresh == 7"));
}

TEST_CASE("what only one run has, has no difference") {
  CHECK_THROWS_WITH(passes("fresh.increase > 0"), doctest::Contains("no metric 'fresh.increase'"));
  CHECK_THROWS_WITH(passes("old > 0"), doctest::Contains("each also with .increase or .decrease"));
}

}  // TEST_SUITE("metric change")
