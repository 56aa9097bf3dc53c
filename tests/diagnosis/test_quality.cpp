#include <doctest/doctest.h>

#include "diagnosis/quality.hpp"

using namespace reluscope;

TEST_CASE("rmse is in the target's own unit, and R² compares with always saying the mean") {
  // scaled targets −1, 0, 1 and predictions −1, 0, 0: one residual of 1, Σ(y − ȳ)² = 2
  const std::vector<float> values = {-1, 0, 1};
  const Encoding encoding{
      .features = {}, .target = "y", .task = Task::regression, .classes = {}, .target_shift = 100, .target_scale = 10};
  CHECK(total_square(values) == 2);
  const Quality quality = quality_of({.loss = 1.0 / 3}, 3, total_square(values), encoding);
  CHECK(quality.rmse == doctest::Approx(5.7735027));  // 10 · √(1/3)
  CHECK(*quality.r2 == doctest::Approx(0.5));
}

TEST_CASE("R² does not exist where the target is constant") {
  const Encoding encoding{.features = {}, .target = "y", .task = Task::regression, .classes = {}};
  CHECK_FALSE(quality_of({.loss = 1}, 2, total_square(std::vector<float>{3, 3}), encoding).r2.has_value());
}

TEST_CASE("accuracy is the share of correct rows") {
  const Encoding encoding{.features = {}, .target = "y", .classes = {"a", "b"}};
  CHECK(quality_of({.loss = 1, .correct = 3}, 4, 0, encoding).accuracy == 0.75);
}
