#include <cmath>
#include <doctest/doctest.h>

#include "diagnosis/prediction_metrics.hpp"

using namespace reluscope;

TEST_SUITE("prediction metrics") {

TEST_CASE("rmse is in the target's own unit, and R² compares with always saying the mean") {
  // scaled targets −1, 0, 1 and predictions −1, 0, 0: one residual of 1, Σ(y − ȳ)² = 2
  const std::vector<float> values = {-1, 0, 1};
  const Encoding encoding{
      .features = {}, .target = "y", .task = Task::regression, .classes = {}, .target_shift = 100, .target_scale = 10};
  CHECK(total_square(values) == 2);
  const PredictionMetrics metrics = prediction_metrics(1.0 / 3, 0, 3, total_square(values), encoding);
  CHECK_FALSE(metrics.accuracy);
  CHECK(*metrics.rmse == doctest::Approx(5.7735027));  // 10 · √(1/3)
  CHECK(*metrics.r2 == doctest::Approx(0.5));
}

TEST_CASE("R² is not a number if the target is constant") {
  const Encoding encoding{.features = {}, .target = "y", .task = Task::regression, .classes = {}};
  CHECK(std::isnan(*prediction_metrics(1, 0, 2, total_square(std::vector<float>{3, 3}), encoding).r2));
}

TEST_CASE("accuracy is the share of correct rows") {
  const Encoding encoding{.features = {}, .target = "y", .classes = {"a", "b"}};
  const PredictionMetrics metrics = prediction_metrics(1, 3, 4, 0, encoding);
  CHECK(metrics.accuracy == 0.75);
  CHECK_FALSE(metrics.rmse);
  CHECK_FALSE(metrics.r2);
}

}  // TEST_SUITE("prediction metrics")
