#include <cmath>
#include <doctest/doctest.h>
#include <limits>

#include "diagnosis/evidence/baseline.hpp"

using namespace reluscope;

TEST_SUITE("baseline") {

namespace {

constexpr double k_nan = std::numeric_limits<double>::quiet_NaN();

PredictionMetrics of_accuracy(double accuracy) { return {.loss = 0, .accuracy = accuracy, .rmse = {}, .r2 = {}}; }
PredictionMetrics of_r2(double r2) { return {.loss = 0, .accuracy = {}, .rmse = 1, .r2 = r2}; }

Split split_of(const std::vector<float>& values, const std::vector<std::int32_t>& labels = {}) {
  Split split;
  split.lines.resize(values.size() + labels.size());
  split.values = values;
  split.labels = labels;
  return split;
}

}  // namespace

TEST_CASE("who is as good as the baseline is not better") {
  const BaselineQuality by_class{.accuracy = 0.75, .rmse = {}, .r2 = {}};
  CHECK(is_better(of_accuracy(0.76), by_class));
  CHECK_FALSE(is_better(of_accuracy(0.75), by_class));
  CHECK_FALSE(is_better(of_accuracy(0.5), by_class));
  const BaselineQuality by_mean{.accuracy = {}, .rmse = 1, .r2 = -0.01};
  CHECK(is_better(of_r2(0), by_mean));
  CHECK_FALSE(is_better(of_r2(-0.01), by_mean));
  CHECK_FALSE(is_better(of_r2(-2), by_mean));
}

TEST_CASE("where nothing is defined nobody is worse") {
  CHECK(is_better(of_r2(k_nan), {.accuracy = {}, .rmse = 1, .r2 = 0}));
  CHECK(is_better(of_r2(-1), {.accuracy = {}, .rmse = 1, .r2 = k_nan}));
  CHECK(is_better(of_r2(-1), {}));
  CHECK(is_better({}, {.accuracy = {}, .rmse = 1, .r2 = 0}));
}

TEST_CASE("the mean of the training rows, by hand, in the target's own unit") {
  Dataset dataset;
  dataset.encoding.task = Task::regression;
  dataset.encoding.target_scale = 10;
  dataset.encoding.target_shift = 100;
  dataset.training = split_of({1, 2, 3, 6});
  dataset.validation = split_of({1, 5});
  const Baseline baseline = baseline_of(dataset);
  CHECK(baseline.prediction == Value(130.0));
  CHECK(*baseline.training.rmse == doctest::Approx(10 * std::sqrt(14.0 / 4)));
  CHECK(*baseline.training.r2 == 0);
  REQUIRE(baseline.validation);
  CHECK(*baseline.validation->rmse == doctest::Approx(20));
  CHECK(*baseline.validation->r2 == 0);
  CHECK(baseline_loss_of(dataset) == doctest::Approx(14.0 / 4));
  dataset.validation = split_of({5, 5});
  CHECK(std::isnan(*baseline_of(dataset).validation->r2));
  dataset.validation = split_of({5, 3});
  CHECK(*baseline_of(dataset).validation->r2 == doctest::Approx(1 - 4.0 / 2));
  dataset.validation = split_of({});
  CHECK_FALSE(baseline_of(dataset).validation);
}

TEST_CASE("the commonest class of the training rows, though another is commoner among those held out") {
  Dataset dataset;
  dataset.encoding.task = Task::classification;
  dataset.encoding.classes = {"a", "b", "c"};
  dataset.training = split_of({}, {1, 0, 1, 1});
  dataset.validation = split_of({}, {0, 0, 1, 2});
  const Baseline baseline = baseline_of(dataset);
  CHECK(baseline.prediction == Value("b"));
  CHECK(*baseline.training.accuracy == 0.75);
  CHECK(*baseline.validation->accuracy == 0.25);
  CHECK(baseline_loss_of(dataset) == doctest::Approx(-0.75 * std::log(0.75) - 0.25 * std::log(0.25)));
}

}  // TEST_SUITE("baseline")
