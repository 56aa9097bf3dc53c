#include <algorithm>
#include <cmath>
#include <doctest/doctest.h>
#include <vector>

#include "model/initialization.hpp"
#include "reference_network.hpp"
#include "single_thread.hpp"
#include "stats/preactivation_change.hpp"

using namespace reluscope;

TEST_SUITE("preactivation change") {

namespace {

using Means = std::vector<std::vector<double>>;  // per hidden layer and unit

MeanSnapshot view_of(const Network<float>& network, const Matrix<float>& inputs) {
  const std::vector<float> nowhere(inputs.shape()[0]);  // targets, which no pre-activation depends on
  const std::vector<std::int32_t> no_class(inputs.shape()[0]);
  const bool classification = network.output_count() > 1;
  const Samples samples{inputs, classification ? std::span(no_class) : std::span<const std::int32_t>(),
                        classification ? std::span<const float>() : std::span(nowhere)};
  return {network, column_means(inputs), evaluate(network, samples, single_thread())};
}

Means naive_means(const Network<float>& network, const Matrix<float>& inputs) {
  Means means;
  for (std::size_t l = 0; l < network.hidden_layer_count(); ++l) means.emplace_back(network.layers()[l].units());
  for (std::size_t j = 0; j < inputs.shape()[0]; ++j) {
    const ReferencePass pass(network, MatrixView<const float>(inputs).row(j));
    for (std::size_t l = 0; l < means.size(); ++l)
      for (std::size_t i = 0; i < means[l].size(); ++i)
        means[l][i] += pass.z[l][i] / static_cast<double>(inputs.shape()[0]);
  }
  return means;
}

/// A random network, moved at random, and random rows.
struct Move {
  explicit Move(std::uint64_t seed, const std::vector<std::size_t>& widths = {4, 7, 6, 5, 3}, std::size_t rows = 300)
      : random(seed, RandomStream::check),
        before(widths, Activation()),
        after(before),
        inputs(Matrix<float>::from_shape({rows, widths.front()})) {
    initialize(before, {.bias = BiasInit::normal, .bias_scale = 0.5}, random);
    for (std::size_t k = 0; k < before.parameters().size(); ++k)
      after.parameters()[k] = before.parameters()[k] + static_cast<float>(0.3 * random.normal());
    for (float& x : inputs) x = static_cast<float>(1 + random.normal());
  }

  Random random;
  Network<float> before, after;
  Matrix<float> inputs;
};

}  // namespace

TEST_CASE("the terms of a change, by hand") {
  // x of 1, 2 and 3; h = max(0, 2x − 3) is 0, 1, 3, then max(0, x − 1) is 0, 1, 2; z = h / 2 + 1, then −h − 0.5
  Network<float> before({1, 1, 1, 1}, Activation()), after = before;
  before.weights(0).row(0)[0] = 2, before.bias(0)[0] = -3;
  before.weights(1).row(0)[0] = 0.5F, before.bias(1)[0] = 1;
  after.weights(0).row(0)[0] = 1, after.bias(0)[0] = -1;
  after.weights(1).row(0)[0] = -1, after.bias(1)[0] = -0.5F;
  Matrix<float> inputs = Matrix<float>::from_shape({3, 1});
  inputs(0, 0) = 1, inputs(1, 0) = 2, inputs(2, 0) = 3;
  const MeanSnapshot then = view_of(before, inputs), now = view_of(after, inputs);

  CHECK(then.preactivation(before, 0, 0) == 1);
  CHECK(now.preactivation(before, 0, 0) == 1);
  const PreactivationChange below = change_between(before, then, now, 0, 0);
  CHECK(below.total == 0);
  CHECK(below.bias == 2);
  CHECK(below.weights == -2);
  CHECK(below.inputs == 0);

  CHECK(then.input_means(1) == std::vector<double>{4.0 / 3});
  CHECK(now.input_means(1) == std::vector<double>{1});
  const PreactivationChange change = change_between(before, then, now, 1, 0);
  CHECK(change.total == doctest::Approx(-1.5 - 5.0 / 3));
  CHECK(change.bias == -1.5);
  CHECK(change.weights == doctest::Approx(-1.5 * 4 / 3));
  CHECK(change.inputs == doctest::Approx(1.0 / 3));  // −1 · (1 − 4/3)
}

TEST_CASE("the terms add up to the change of the mean over the rows, measured row by row") {
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    const Move move(seed);
    const MeanSnapshot then = view_of(move.before, move.inputs), now = view_of(move.after, move.inputs);
    const Means before = naive_means(move.before, move.inputs), after = naive_means(move.after, move.inputs);
    for (std::size_t l = 0; l < before.size(); ++l) {
      for (std::size_t i = 0; i < before[l].size(); ++i) {
        CAPTURE(seed);
        CAPTURE(l);
        CAPTURE(i);
        const PreactivationChange change = change_between(move.before, then, now, l, i);
        const double size = std::max({std::abs(change.bias), std::abs(change.weights), std::abs(change.inputs)});
        CHECK(std::abs(change.bias + change.weights + change.inputs - change.total) <= 1e-12 * size);
        CHECK(std::abs(after[l][i] - before[l][i] - change.total) <= 1e-5 * size);
        CHECK(then.preactivation(move.before, l, i) == doctest::Approx(before[l][i]).epsilon(1e-5));
        if (l == 0) CHECK(change.inputs == 0);
      }
    }
  }
}

TEST_CASE("each term is the change that its part of the network alone makes, in the order bias, weights, inputs") {
  for (std::uint64_t seed = 0; seed < 5; ++seed) {
    const Move move(seed);
    const std::size_t l = 2;
    for (std::size_t i = 0; i < 5; ++i) {
      const PreactivationChange change =
          change_between(move.before, view_of(move.before, move.inputs), view_of(move.after, move.inputs), l, i);
      Network<float> network = move.before;
      std::vector<double> means = {naive_means(network, move.inputs)[l][i]};
      network.bias(l)[i] = move.after.bias(l)[i];
      means.push_back(naive_means(network, move.inputs)[l][i]);
      std::ranges::copy(move.after.weights(l).row(i), network.weights(l).row(i).begin());
      means.push_back(naive_means(network, move.inputs)[l][i]);
      means.push_back(naive_means(move.after, move.inputs)[l][i]);
      CHECK(change.bias == doctest::Approx(means[1] - means[0]).epsilon(1e-5));
      CHECK(change.weights == doctest::Approx(means[2] - means[1]).epsilon(1e-5));
      CHECK(change.inputs == doctest::Approx(means[3] - means[2]).epsilon(1e-5));
    }
  }
}

TEST_CASE("a network that did not move has no change") {
  const Move move(1);
  const MeanSnapshot view = view_of(move.before, move.inputs);
  for (std::size_t l = 0; l < 3; ++l) {
    const PreactivationChange change = change_between(move.before, view, view, l, 0);
    CHECK(change.total == 0);
    CHECK(change.bias == 0);
    CHECK(change.weights == 0);
    CHECK(change.inputs == 0);
  }
}

TEST_CASE("a view keeps the network as it was") {
  Move move(2);
  const MeanSnapshot view = view_of(move.before, move.inputs);
  const double z = view.preactivation(move.before, 1, 3);
  std::ranges::fill(move.before.parameters(), 0.0F);
  CHECK(view.preactivation(move.before, 1, 3) == z);
  CHECK(z != 0);
}

TEST_CASE("the means of columns") {
  Matrix<float> matrix = Matrix<float>::from_shape({4, 2});
  for (std::size_t j = 0; j < 4; ++j) matrix(j, 0) = static_cast<float>(j), matrix(j, 1) = -1e6F;
  CHECK(column_means(matrix) == std::vector<double>{1.5, -1e6});
}

}  // TEST_SUITE("preactivation change")
