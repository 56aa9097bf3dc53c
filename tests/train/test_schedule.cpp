#include <doctest/doctest.h>

#include "train/schedule.hpp"

using namespace reluscope;

TEST_SUITE("schedule") {

TEST_CASE("a constant schedule keeps the rate") { CHECK(Schedule{}.rate(0.3, 17, 20) == 0.3); }

TEST_CASE("cosine starts at the rate, is at half of it midway, and would be 0 after the last epoch") {
  const Schedule cosine{.kind = Schedule::Kind::cosine};
  CHECK(cosine.rate(0.4, 1, 20) == doctest::Approx(0.4));
  CHECK(cosine.rate(0.4, 11, 20) == doctest::Approx(0.2));
  CHECK(cosine.rate(0.4, 6, 20) == doctest::Approx(0.2 + 0.2 * 0.70710678));  // cos 45°
  CHECK(cosine.rate(0.4, 21, 20) == doctest::Approx(0));
}

TEST_CASE("step multiplies by gamma every N epochs") {
  const Schedule step{.kind = Schedule::Kind::step, .step_size = 3, .gamma = 0.5};
  CHECK(step.rate(0.8, 1, 20) == 0.8);
  CHECK(step.rate(0.8, 3, 20) == 0.8);
  CHECK(step.rate(0.8, 4, 20) == doctest::Approx(0.4));
  CHECK(step.rate(0.8, 7, 20) == doctest::Approx(0.2));
}

TEST_CASE("a warm-up raises the rate in equal parts, as PyTorch's LinearLR does, and multiplies the schedule") {
  const Schedule warm{.warmup = 3};
  CHECK(warm.rate(0.8, 1, 20) == doctest::Approx(0.2));
  CHECK(warm.rate(0.8, 2, 20) == doctest::Approx(0.4));
  CHECK(warm.rate(0.8, 3, 20) == doctest::Approx(0.6));
  CHECK(warm.rate(0.8, 4, 20) == 0.8);
  const Schedule both{.kind = Schedule::Kind::step, .step_size = 2, .gamma = 0.5, .warmup = 3};
  CHECK(both.rate(0.8, 3, 20) == doctest::Approx(0.3));
  CHECK(both.rate(0.8, 5, 20) == doctest::Approx(0.2));
}

}  // TEST_SUITE("schedule")
