#include <doctest/doctest.h>
#include <limits>

#include "diagnosis/evidence/weight_change.hpp"

using namespace reluscope;

TEST_SUITE("weight change") {

TEST_CASE("norms and the way moved, by hand") {
  Network<float> before({1, 1, 1}, Activation());
  before.weights(0).row(0)[0] = 3;
  before.bias(0)[0] = 4;
  Network<float> after = before;
  after.weights(0).row(0)[0] = 1.5F;
  after.weights(1).row(0)[0] = 2;
  const WeightChange change = weight_change(before, after);
  CHECK(change.before == std::vector<double>{3, 0});
  CHECK(change.after == std::vector<double>{1.5, 2});
  CHECK(change.least_ratio() == 0.5);
  CHECK(change.moved == doctest::Approx(2.5 / 5));  // √(1.5² + 2²) over √(3² + 4²)
  CHECK(weight_change(before, before).moved == 0);

  const Network<float> zero({1, 1, 1}, Activation());
  CHECK(weight_change(zero, zero).moved == 0);
  CHECK(weight_change(zero, before).moved == std::numeric_limits<double>::infinity());
}

}  // TEST_SUITE("weight change")
