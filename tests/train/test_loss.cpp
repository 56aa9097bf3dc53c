#include <cmath>
#include <doctest/doctest.h>
#include <limits>
#include <random>
#include <vector>

#include "train/loss.hpp"

using namespace reluscope;

TEST_SUITE("loss") {

TEST_CASE("equal logits lose log(classes), and pull towards the label by 1 - 1/classes") {
  std::vector<float> logits = {5, 5, 5, 5};
  const std::vector<std::int32_t> labels = {2};
  CHECK(cross_entropy_with_gradient<float>({logits.data(), 1, 4}, labels) == doctest::Approx(std::log(4)));
  CHECK(logits[0] == doctest::Approx(0.25));
  CHECK(logits[2] == doctest::Approx(-0.75));
}

TEST_CASE("logits far apart neither overflow nor lose the loss") {
  std::vector<float> logits = {1000, 0, -1000, 0};
  const std::vector<std::int32_t> labels = {1, 1};
  CHECK(cross_entropy_with_gradient<float>({logits.data(), 2, 2}, labels) == doctest::Approx(1000));
  CHECK(logits[0] == doctest::Approx(0.5));  // half of 1: the mean of two rows
  CHECK(logits[1] == doctest::Approx(-0.5));
  CHECK(logits[3] == doctest::Approx(0));
}

TEST_CASE("a logit that is not finite makes a loss that is not finite") {
  const std::vector<std::int32_t> labels = {0};
  for (const float bad : {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()}) {
    std::vector<float> logits = {bad, 0};
    CHECK_FALSE(std::isfinite(cross_entropy_with_gradient<float>({logits.data(), 1, 2}, labels)));
  }
}

TEST_CASE("the squared error has no half in it") {
  std::vector<float> predictions = {3, 0};
  const std::vector<float> values = {1, 1};
  CHECK(squared_error_with_gradient<float>({predictions.data(), 2, 1}, values) == 5);
  CHECK(predictions[0] == 2);   // 2 · 2 / 2 rows
  CHECK(predictions[1] == -1);  // 2 · (−1) / 2 rows
}

TEST_CASE("the first of equal logits is the prediction") {
  const std::vector<float> logits = {1, 1, 0, 0, 2, 2};
  const auto correct = [&](std::vector<std::int32_t> labels) {
    std::vector<float> outputs = logits;
    return score({outputs.data(), 2, 3}, {{}, labels, {}}).correct;
  };
  CHECK(correct({0, 1}) == 2);
  CHECK(correct({1, 2}) == 0);
  CHECK(correct({2, 0}) == 0);
  CHECK(correct({0, 2}) == 1);
}

TEST_CASE("a score is the loss that has a gradient, to the bit") {
  std::mt19937 engine(3);
  std::normal_distribution<float> normal(0, 3);
  const std::size_t rows = 37;  // no whole number of those that are gone through side by side
  for (const std::size_t columns : {1, 2, 10}) {
    std::vector<float> outputs(rows * columns), values(rows);
    std::vector<std::int32_t> labels(rows);
    for (float& y : outputs) y = normal(engine);
    for (float& value : values) value = normal(engine);
    for (std::int32_t& label : labels) label = static_cast<std::int32_t>(engine() % columns);
    const Samples samples = columns == 1 ? Samples{{}, {}, values} : Samples{{}, labels, {}};
    std::vector<float> again = outputs;
    CHECK(score({outputs.data(), rows, columns}, samples).loss_sum ==
          loss_with_gradient({again.data(), rows, columns}, samples));
  }
}

}  // TEST_SUITE("loss")
