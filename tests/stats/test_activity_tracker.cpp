#include <algorithm>
#include <cmath>
#include <doctest/doctest.h>
#include <functional>
#include <limits>

#include "epoch_end.hpp"
#include "random_case.hpp"
#include "reference_network.hpp"
#include "single_thread.hpp"
#include "stats/activity_tracker.hpp"

using namespace reluscope;

TEST_SUITE("activity tracker") {

namespace {

/// Of each hidden layer at epoch 0.
std::vector<std::vector<double>> singular_values_seen(const RandomCase& c, std::size_t rank_rows, ThreadPool& pool) {
  ActivityTracker tracker(c.network, c.samples(), {}, {.every = 1, .last_epoch = 0, .rank_rows = rank_rows}, pool);
  tracker.epoch_ended(epoch_end(0, c.network));
  return tracker.history().front().singular_values;
}

}  // namespace

TEST_CASE("an observation equals a naive forward pass, row by row, whatever the number of threads") {
  const RandomCase c(20000);  // three shards
  ThreadPool two_threads(2);
  const EvaluationResult one = evaluate(c.network, c.samples(), single_thread());
  const EvaluationResult two = evaluate(c.network, c.samples(), two_threads);

  std::vector<std::vector<std::int64_t>> active = {std::vector<std::int64_t>(6), std::vector<std::int64_t>(5)};
  std::vector<std::vector<double>> sums = {std::vector<double>(6), std::vector<double>(5)};
  double loss = 0;
  std::size_t correct = 0;
  for (std::size_t j = 0; j < 20000; ++j) {
    const auto layers = ReferencePass(c.network, MatrixView<const float>(c.inputs).row(j)).z;
    for (std::size_t l = 0; l < 2; ++l)
      for (std::size_t i = 0; i < layers[l].size(); ++i)
        active[l][i] += layers[l][i] > 0, sums[l][i] += std::max(0.0, layers[l][i]);
    const auto& y = layers.back();
    const auto label = static_cast<std::size_t>(c.labels[j]);
    loss += std::log(std::exp(y[0]) + std::exp(y[1]) + std::exp(y[2])) - y[label];
    correct += y[label] >= std::max({y[0], y[1], y[2]});
  }

  CHECK(one.rows == 20000);
  CHECK(one.correct == correct);
  CHECK(one.loss_sum == doctest::Approx(loss).epsilon(1e-6));
  for (std::size_t l = 0; l < 2; ++l) {
    CHECK(one.layers[l].active_rows == active[l]);
    for (std::size_t i = 0; i < sums[l].size(); ++i)
      CHECK(one.layers[l].activation_sum[i] == doctest::Approx(sums[l][i]).epsilon(2e-6));
    CHECK(two.layers[l].active_rows == one.layers[l].active_rows);
    CHECK(two.layers[l].activation_sum == one.layers[l].activation_sum);
    CHECK(two.layers[l].square_sum == one.layers[l].square_sum);
  }
  CHECK(two.loss_sum == one.loss_sum);
}

TEST_CASE("the tracker looks at epoch 0, every k-th epoch and the last") {
  const RandomCase c(10);
  ActivityTracker tracker(c.network, c.samples(), {}, {.every = 3, .last_epoch = 7}, single_thread());
  for (int epoch = 0; epoch <= 7; ++epoch) {
    const bool looked_at = epoch % 3 == 0 || epoch == 7;
    CHECK(tracker.epoch_ended(epoch_end(epoch, c.network)) ==
          (looked_at ? ObserverDecision::checkpoint : ObserverDecision::proceed));
  }
  tracker.training_ended(epoch_end(7, c.network));
  std::vector<int> epochs;
  for (const EpochActivity& activity : tracker.history()) epochs.push_back(activity.epoch);
  CHECK(epochs == std::vector<int>{0, 3, 6, 7});
}

TEST_CASE("the singular values of an epoch are those of the activations of all rows, or of evenly spaced ones") {
  const RandomCase c(20000);  // three shards
  ThreadPool two_threads(2);
  for (const std::size_t size : {20000U, 700U, 4U}) {  // the last are fewer than there are units
    CAPTURE(size);
    const auto seen = singular_values_seen(c, size, single_thread());
    CHECK(singular_values_seen(c, size, two_threads) == seen);
    REQUIRE(seen.size() == 2);
    for (std::size_t l = 0; l < 2; ++l) {
      CAPTURE(l);
      const std::size_t units = c.network.layers()[l].units();
      // the values' squares add up to the sum of the squares of the activations, and those of their squares to that of
      // the Gram matrix
      std::vector<double> gram(units * units);
      for (std::size_t i = 0; i < size; ++i) {
        const auto z = ReferencePass(c.network, MatrixView<const float>(c.inputs).row(i * 20000 / size)).z[l];
        for (std::size_t a = 0; a < units; ++a)
          for (std::size_t b = 0; b < units; ++b) gram[a * units + b] += std::max(0.0, z[a]) * std::max(0.0, z[b]);
      }
      double trace = 0, squares = 0, second = 0, fourth = 0;
      for (std::size_t a = 0; a < units; ++a) trace += gram[a * units + a];
      for (const double g : gram) squares += g * g;
      for (const double sigma : seen[l]) second += sigma * sigma, fourth += sigma * sigma * sigma * sigma;
      CHECK(seen[l].size() == std::min(size, units));
      CHECK(std::ranges::is_sorted(seen[l], std::greater()));
      CHECK(second == doctest::Approx(trace).epsilon(1e-5));
      CHECK(fourth == doctest::Approx(squares).epsilon(1e-5));
    }
  }
  CHECK(singular_values_seen(c, 0, single_thread()).empty());
}

TEST_CASE("a run that stops early is looked at where it stopped") {
  const RandomCase c(10);
  ActivityTracker tracker(c.network, c.samples(), {}, {.every = 3, .last_epoch = 7}, single_thread());
  for (int epoch = 0; epoch <= 4; ++epoch) tracker.epoch_ended(epoch_end(epoch, c.network));
  tracker.training_ended(epoch_end(4, c.network));
  CHECK(tracker.history().back().epoch == 4);
}

TEST_CASE("an epoch whose loss is not finite is not kept, and stops the run") {
  RandomCase c(10);
  ActivityTracker tracker(c.network, c.samples(), {}, {.every = 1, .last_epoch = 2}, single_thread());
  tracker.epoch_ended(epoch_end(0, c.network));
  c.network.bias(2)[0] = std::numeric_limits<float>::quiet_NaN();
  CHECK(tracker.epoch_ended(epoch_end(1, c.network)) == ObserverDecision::stop_diverged);
  CHECK(tracker.history().size() == 1);
  CHECK(std::isfinite(tracker.training().loss_sum));
}

}  // TEST_SUITE("activity tracker")
