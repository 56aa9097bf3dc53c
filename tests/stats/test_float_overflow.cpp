#include <array>
#include <doctest/doctest.h>

#include "stats/float_overflow.hpp"

using namespace reluscope;

TEST_SUITE("float overflow") {

namespace {

/// Of one input, two hidden layers of one unit each, and one output: w·x + b with these numbers in each.
Network<float> chain(ActivationKind kind, std::array<float, 3> weights, std::array<float, 3> biases = {}) {
  Network<float> network({1, 1, 1, 1}, {.kind = kind});
  for (std::size_t l = 0; l < 3; ++l) {
    const std::span<float> of_layer = network.of_layer(l, network.parameters());
    of_layer[0] = weights[l];
    of_layer[1] = biases[l];
  }
  return network;
}

InputRange range(float lowest, float highest) {
  InputRange range(1);
  range.lowest = {lowest};
  range.highest = {highest};
  return range;
}

}  // namespace

TEST_CASE("an overflow is expected where the greatest input, weight by weight, is beyond 1e38") {
  const Network<float> network = chain(ActivationKind::relu, {1e10F, -1e10F, 1e10F});
  const OverflowSearch search(network);
  CHECK_FALSE(search.may_overflow(range(0, 1e7F)));
  CHECK(search.may_overflow(range(0, 1e9F)));
  CHECK(search.may_overflow(range(-1e9F, 0)));
}

TEST_CASE("weights are not taken for biases: what stands behind them in memory is not added to a sum") {
  const Network<float> network = chain(ActivationKind::relu, {1, 1, 1}, {1e30F, 0, 0});
  CHECK_FALSE(OverflowSearch(network).may_overflow(range(0, 1e9F)));
}

TEST_CASE("biases count, of every layer") {
  for (std::size_t l = 0; l < 3; ++l) {
    std::array<float, 3> biases = {};
    biases[l] = -2e38F;
    const Network<float> network = chain(ActivationKind::relu, {1, 1, 1}, biases);
    CHECK(OverflowSearch(network).may_overflow(range(0, 1)));
  }
}

TEST_CASE("an activation may be 1 where its input is next to 0, and weights count from there") {
  // sigmoid(0) is 1/2
  const Network<float> network = chain(ActivationKind::sigmoid, {1, 2e38F, 1});
  CHECK(OverflowSearch(network).may_overflow(range(0, 1e-30F)));
}

TEST_CASE("rows that overflow are counted by layer, with their first line") {
  const Network<float> network = chain(ActivationKind::relu, {1e20F, 1e15F, -1e3F});
  const OverflowSearch search(network);
  Workspace<float> workspace = network.make_workspace(8);
  FloatOverflow found(3);
  // sums of the layers: x·1e20, then ·1e15, then ·1e3
  const std::vector<float> inputs = {1, 1e2F, 1e4F, 1e19F, -1, 1e5F};
  const std::vector<std::uint32_t> lines = {2, 4, 5, 9, 12, 13};
  search.add({inputs.data(), 6, 1}, lines, workspace, found);
  CHECK(found[0].rows == 1);
  CHECK(found[0].first_line == 9);
  CHECK(found[1].rows == 2);
  CHECK(found[1].first_line == 5);
  CHECK(found[2].rows == 1);
  CHECK(found[2].first_line == 4);
}

TEST_CASE("what is found later is added, behind the first line") {
  OverflowedRows rows;
  rows.merge({});
  rows.merge({2, 7});
  rows.merge({3, 11});
  CHECK(rows.rows == 5);
  CHECK(rows.first_line == 7);
}

}  // TEST_SUITE("float overflow")
