#include <cmath>
#include <doctest/doctest.h>

#include "train/gradient_check.hpp"

using namespace reluscope;

TEST_SUITE("gradient check") {

TEST_CASE("of ReLU values, gradients and differences are 0 below 0, and x and 1 above") {
  const std::vector<PointCheck> checks = check_points({-2, -1e-7, 0, 1e-7, 3}, {.gradient_at_zero = 1});
  REQUIRE(checks.size() == 5);
  for (const PointCheck& check : checks) {
    CAPTURE(check.x);
    CHECK(check.value == std::max(check.x, 0.0));
    CHECK_FALSE(std::signbit(check.value));
    if (check.x == 0) continue;
    const double slope = check.x > 0 ? 1 : 0;
    CHECK(check.gradient == slope);
    CHECK(check.finite_difference == doctest::Approx(slope));
    CHECK(check.left_difference == doctest::Approx(slope));
    CHECK(check.right_difference == doctest::Approx(slope));
  }
  CHECK(checks[2].gradient == 1);
  CHECK(checks[2].left_difference == 0);
  CHECK(checks[2].right_difference == doctest::Approx(1));
  CHECK(checks[2].finite_difference == doctest::Approx(0.5));
}

TEST_CASE("of a smooth function gradient and differences are those of its formula") {
  Activation tanh;
  tanh.kind = ActivationKind::tanh;
  for (const PointCheck& check : check_points({-40, -1.5, 0, 0.25, 2}, tanh)) {
    CAPTURE(check.x);
    const double slope = 1 - std::tanh(check.x) * std::tanh(check.x);
    CHECK(check.value == doctest::Approx(std::tanh(check.x)).epsilon(1e-9));
    CHECK(check.gradient == doctest::Approx(slope).epsilon(1e-9));
    CHECK(check.finite_difference == doctest::Approx(slope).epsilon(1e-6));
    CHECK(check.left_difference == doctest::Approx(slope).epsilon(1e-3));
    CHECK(check.right_difference == doctest::Approx(slope).epsilon(1e-3));
  }
}

TEST_CASE("a network's gradient is that of its differences, and all parameters are counted") {
  for (const bool classification : {false, true}) {
    for (const ActivationKind kind : {ActivationKind::relu, ActivationKind::silu}) {
      Activation activation;
      activation.kind = kind;
      const NetworkCheck check = check_network({4, 3}, classification, activation, 7);
      // 5 inputs, 4 and 3 units, 3 classes or 1 output; each with its bias
      CHECK(check.parameters == 6 * 4 + 5 * 3 + 4 * (classification ? 3 : 1));
      CHECK(check.compared <= check.parameters);
      CHECK(check.compared > check.parameters / 2);
      CHECK(check.worst_relative_error < 1e-5);
      CHECK(check.worst_relative_error > 0);
      if (kind == ActivationKind::silu) CHECK(check.compared == check.parameters);
    }
  }
}

TEST_CASE("a parameter whose difference crosses a kink is not compared, so the error stays small in many networks") {
  std::size_t crossed = 0;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    const NetworkCheck check = check_network({30}, false, Activation(), seed);
    crossed += check.parameters - check.compared;
    CHECK(check.worst_relative_error < 1e-4);
  }
  CHECK(crossed > 0);
}

}  // TEST_SUITE("gradient check")
