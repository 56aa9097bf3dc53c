#include <doctest/doctest.h>
#include <limits>
#include <optional>

#include "reference_network.hpp"
#include "stats/closest_rows.hpp"
#include "stats/random_case.hpp"

using namespace reluscope;

TEST_SUITE("closest rows") {

namespace {

using Units = std::vector<std::vector<std::size_t>>;

/// The first row on which the pre-activation is greatest.
std::size_t naive(const RandomCase& random, std::size_t layer, std::size_t unit) {
  std::size_t closest = 0;
  double greatest = -std::numeric_limits<double>::infinity();
  for (std::size_t j = 0; j < random.inputs.shape(0); ++j) {
    const double z = ReferencePass(random.network, MatrixView<const float>(random.inputs).row(j)).z[layer][unit];
    if (z > greatest) {
      greatest = z;
      closest = j;
    }
  }
  return closest;
}

ClosestRows closest_rows(const Network<float>& network, MatrixView<const float> inputs, const Units& units,
                         unsigned threads) {
  std::optional<ClosestRows> probe(std::in_place, network, units);
  MemoryRows rows(inputs);
  ThreadPool pool(threads);
  run_probes(network, rows, pool, probe);
  return *probe;
}

}  // namespace

TEST_CASE("the closest row is that of the greatest pre-activation, over blocks, shards and threads") {
  for (const std::size_t rows : {1U, 256U, 257U, 9001U}) {
    const RandomCase random(rows);
    for (const Units& units : {Units{{0, 2, 5}, {1, 4}}, Units{{}, {0, 3}}, Units{{1, 3}, {}}}) {
      const ClosestRows closest = closest_rows(random.network, random.inputs, units, 1 + rows % 2);
      for (std::size_t l = 0; l < units.size(); ++l) {
        for (std::size_t u = 0; u < units[l].size(); ++u) {
          CAPTURE(rows);
          CAPTURE(l);
          CAPTURE(u);
          const std::span<const float> expected =
              MatrixView<const float>(random.inputs).row(naive(random, l, units[l][u]));
          CHECK(std::ranges::equal(closest.row(l, u), expected));
        }
      }
    }
  }
}

TEST_CASE("only the layers that the units need are walked") {
  const RandomCase random(1);
  CHECK(ClosestRows(random.network, Units{{}, {}}).depth() == 0);
  CHECK(ClosestRows(random.network, Units{{1}, {}}).depth() == 0);
  CHECK(ClosestRows(random.network, Units{{}, {1}}).depth() == 1);
}

TEST_CASE("of rows with the same pre-activation the first is the closest") {
  Network<float> network({2, 1, 1}, Activation());
  network.weights(0).row(0)[0] = 1;  // the second input does not matter
  Matrix<float> inputs = Matrix<float>::from_shape({20'000, 2});
  for (std::size_t j = 0; j < 20'000; ++j) {
    inputs(j, 0) = j % 300 == 7 ? 3.0F : 1.0F;
    inputs(j, 1) = static_cast<float>(j);
  }
  for (const unsigned threads : {1U, 2U}) {
    const ClosestRows closest = closest_rows(network, inputs, Units{{0}}, threads);
    CHECK(closest.row(0, 0)[1] == 7);
  }
}

TEST_CASE("a unit that is minus infinity or no number on every row has the first row") {
  Network<float> network({1, 1, 1}, Activation());
  const std::vector<float> x = {4, 5};
  for (const float bias : {-std::numeric_limits<float>::infinity(), std::numeric_limits<float>::quiet_NaN()}) {
    network.bias(0)[0] = bias;
    CHECK(closest_rows(network, {x.data(), 2, 1}, Units{{0}}, 1).row(0, 0)[0] == 4);
  }
}

}  // TEST_SUITE("closest rows")
