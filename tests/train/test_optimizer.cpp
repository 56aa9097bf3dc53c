#include <doctest/doctest.h>
#include <vector>

#include "train/optimizer.hpp"

using namespace reluscope;

TEST_SUITE("optimizer") {

TEST_CASE("a gradient is clipped as by clip_grad_norm_, which adds 1e-6 to its norm") {
  // of norm 5e-6; to 3e-6: 3e-6 / (5e-6 + 1e-6) = 1/2
  std::vector<float> gradient = {3e-6F, 0, -4e-6F};
  CHECK(clip_scale(gradient, 3e-6) == doctest::Approx(0.5).epsilon(1e-6));
  clip_norm(gradient, 3e-6);
  CHECK(gradient[0] == doctest::Approx(1.5e-6).epsilon(1e-6));
  CHECK(gradient[1] == 0);
  CHECK(gradient[2] == doctest::Approx(-2e-6).epsilon(1e-6));
}

TEST_CASE("a gradient whose norm is not above the greatest is left as it is") {
  const std::vector<float> before = {3, -4};
  for (const double max_norm : {5.00001, 6.0, 1e9}) {
    std::vector<float> gradient = before;
    CHECK(clip_scale(gradient, max_norm) == 1);
    clip_norm(gradient, max_norm);
    CHECK(gradient == before);
  }
}

TEST_CASE("an optimizer keeps the moments that its update rule has") {
  const auto kept = [](OptimizerKind kind) {
    const Optimizer optimizer({.kind = kind}, 3);
    return std::pair(optimizer.first_moment().size(), optimizer.second_moment().size());
  };
  CHECK(kept(OptimizerKind::sgd) == std::pair(0UL, 0UL));
  CHECK(kept(OptimizerKind::momentum) == std::pair(3UL, 0UL));
  CHECK(kept(OptimizerKind::nesterov) == std::pair(3UL, 0UL));
  CHECK(kept(OptimizerKind::rmsprop) == std::pair(0UL, 3UL));
  CHECK(kept(OptimizerKind::adam) == std::pair(3UL, 3UL));
  CHECK(kept(OptimizerKind::adamw) == std::pair(3UL, 3UL));
}

}  // TEST_SUITE("optimizer")
