#include <algorithm>
#include <doctest/doctest.h>

#include "model/initialization.hpp"
#include "reference_network.hpp"
#include "stats/gradient_paths.hpp"

using namespace reluscope;

TEST_SUITE("gradient paths") {

namespace {

using Counts = std::vector<std::vector<std::int64_t>>;

Counts counts_of(const Network<float>& network, MatrixView<const float> inputs, unsigned threads = 1) {
  std::optional<GradientPaths> probe(network);
  MemoryRows rows(inputs);
  ThreadPool pool(threads);
  run_probes(network, rows, pool, probe);
  return probe->rows();
}

/// One input, two hidden layers of two units, one output. At first all weights are 1 and all biases 0, so that every
/// unit fires where x > 0.
struct Case {
  explicit Case(int gradient_at_zero = 0) : network({1, 2, 2, 1}, Activation{.gradient_at_zero = gradient_at_zero}) {
    for (std::size_t l = 0; l < 3; ++l) std::fill_n(network.weights(l).data(), network.weights(l).size(), 1.0F);
  }
  Counts on(const std::vector<float>& x) const {
    return counts_of(network, MatrixView<const float>(x.data(), x.size(), 1));
  }
  float& weight(std::size_t l, std::size_t to, std::size_t from) { return network.weights(l).row(to)[from]; }
  float& bias(std::size_t l, std::size_t unit) { return network.bias(l)[unit]; }

  Network<float> network;
};

}  // namespace

TEST_CASE("where all weights and units are open, every row on which a unit fires is a path") {
  CHECK(Case().on({-2, -1, 1, 2, 3}) == Counts{{3, 3}, {3, 3}});
}

TEST_CASE("a unit to which the next layer gives no weight is reached by nothing") {
  Case c;
  c.weight(1, 0, 1) = c.weight(1, 1, 1) = 0;
  CHECK(c.on({1, 2}) == Counts{{2, 0}, {2, 2}});
  c.weight(2, 0, 0) = 0;
  CHECK(c.on({1, 2}) == Counts{{2, 0}, {0, 2}});
}

TEST_CASE("beneath a dead layer nothing is reached") {
  Case c;
  c.bias(1, 0) = c.bias(1, 1) = -100;
  CHECK(c.on({1, 2}) == Counts{{0, 0}, {0, 0}});
}

TEST_CASE("one path is enough") {
  Case c;
  c.bias(1, 0) = -100;
  c.weight(1, 1, 0) = 0;  // unit 0 is left with the dead one
  CHECK(c.on({1, 2}) == Counts{{0, 2}, {0, 2}});
  c.weight(1, 1, 0) = 1e-30F;
  CHECK(c.on({1, 2}) == Counts{{2, 2}, {0, 2}});
}

TEST_CASE("a unit whose only path leads through one that fires on other rows is not reached") {
  Case c;
  c.weight(0, 1, 0) = -1;  // fires where x < 0
  c.weight(1, 0, 1) = c.weight(1, 1, 0) = 0;
  c.weight(1, 0, 0) = -1, c.bias(1, 0) = 1;  // on unit 0 alone: fires where max(0, x) < 1
  const Counts counts = c.on({-3, -2, 0.5F, 2, 3, 4});
  CHECK(counts[0] == std::vector<std::int64_t>{1, 2});  // unit 0 fires on 4 rows, its partner on one of them
  CHECK(counts[1] == std::vector<std::int64_t>{3, 2});
}

TEST_CASE("paths of opposite signs do not cancel") {
  Case c;
  c.weight(2, 0, 0) = 1, c.weight(2, 0, 1) = -1;  // the two paths of each unit of the first layer sum to 0
  CHECK(c.on({1, 2}) == Counts{{2, 2}, {2, 2}});
  c.weight(2, 0, 1) = 1;
  c.weight(1, 0, 0) = -1, c.bias(1, 0) = 5;  // and so do those of the first unit alone
  CHECK(c.on({1, 2}) == Counts{{2, 2}, {2, 2}});
}

TEST_CASE("with several outputs one that gives weight is enough, and targets do not matter") {
  Network<float> network({1, 1, 3}, Activation());
  network.weights(0).row(0)[0] = 1;
  const std::vector<float> x = {1, 2};
  CHECK(counts_of(network, {x.data(), 2, 1}) == Counts{{0}});
  network.weights(1).row(2)[0] = -1e-20F;
  CHECK(counts_of(network, {x.data(), 2, 1}) == Counts{{2}});
}

TEST_CASE("a unit at 0 exactly lets a gradient through where ReLU'(0) is 1") {
  for (const int gradient_at_zero : {0, 1}) {
    CAPTURE(gradient_at_zero);
    Case c(gradient_at_zero);
    CHECK(c.on({0, 1}) == (gradient_at_zero == 1 ? Counts{{2, 2}, {2, 2}} : Counts{{1, 1}, {1, 1}}));
    c.bias(1, 0) = c.bias(1, 1) = 5;  // open on all rows
    CHECK(c.on({0, 1, -1}) == (gradient_at_zero == 1 ? Counts{{2, 2}, {3, 3}} : Counts{{1, 1}, {3, 3}}));
  }
}

TEST_CASE("in a deep network one path is not too few, and all paths are not too many") {
  constexpr std::size_t k_depth = 200, k_width = 50;
  for (const bool all_paths : {false, true}) {
    std::vector<std::size_t> widths(k_depth + 1, k_width);
    widths.front() = widths.back() = 1;
    Network<float> network(widths, Activation());
    for (std::size_t l = 0; l < k_depth; ++l) {
      if (all_paths) std::fill_n(network.weights(l).data(), network.weights(l).size(), 1e-3F);
      network.weights(l).row(0)[0] = 1e-3F;  // the one path is along the first units
      for (std::size_t i = 0; l > 0 && i < network.layers()[l].units(); ++i)
        network.weights(l).row(i)[k_width - 1] = 0;  // and none leads through the last ones
      std::ranges::fill(network.bias(l), 1.0F);
    }
    const std::vector<float> x = {1};
    const Counts counts = counts_of(network, {x.data(), 1, 1});
    REQUIRE(counts.size() == k_depth - 1);
    for (const auto& layer : counts)
      CHECK(std::ranges::count(layer, 1) == static_cast<std::ptrdiff_t>(all_paths ? k_width - 1 : 1));
  }
}

TEST_CASE("the paths of a random network are those that one finds by following every one") {
  const std::size_t rows = 10'000;  // more than a shard
  Network<float> network({3, 6, 5, 4, 2}, Activation());
  Random random(4, RandomStream::check);
  initialize(network, {.bias = BiasInit::normal, .bias_scale = 1}, random);
  for (float& w : network.parameters()) w = random.below(2) == 0 ? 0 : w;
  Matrix<float> inputs = Matrix<float>::from_shape({rows, 3});
  for (float& x : inputs) x = static_cast<float>(random.normal());

  Counts expected = {std::vector<std::int64_t>(6), std::vector<std::int64_t>(5), std::vector<std::int64_t>(4)};
  for (std::size_t j = 0; j < rows; ++j) {
    const std::vector<std::vector<double>> z = ReferencePass(network, MatrixView<const float>(inputs).row(j)).z;
    std::vector<bool> open_above(2, true);
    for (std::size_t l = 3; l-- > 0;) {
      std::vector<bool> open(z[l].size());
      for (std::size_t i = 0; i < open.size(); ++i) {
        for (std::size_t k = 0; k < open_above.size(); ++k)
          if (z[l][i] > 0 && open_above[k] && network.weights(l + 1).row(k)[i] != 0) open[i] = true;
        expected[l][i] += open[i] ? 1 : 0;
      }
      open_above = open;
    }
  }
  CHECK(counts_of(network, inputs, 2) == expected);
}

}  // TEST_SUITE("gradient paths")
