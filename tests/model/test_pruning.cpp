#include <algorithm>
#include <cmath>
#include <doctest/doctest.h>

#include "diagnosis/proof/bounds.hpp"
#include "model/initialization.hpp"
#include "model/pruning.hpp"

using namespace reluscope;

TEST_SUITE("pruning") {

namespace {

Network<float> random_network(const std::vector<std::size_t>& widths, std::uint64_t seed,
                              const Activation& activation = {}) {
  Network<float> network(widths, activation);
  Random random(seed, RandomStream::initialisation);
  initialize(network, {.bias = BiasInit::normal, .bias_scale = 0.3}, random);
  return network;
}

/// [-1, 1] for each input.
InputBox box_of_ones(std::size_t inputs) {
  InputBox box;
  box.lower.assign(inputs, -1);
  box.upper.assign(inputs, 1);
  return box;
}

/// What the bounds over [-1, 1] prove.
PruningFacts facts_of(const Network<float>& network) {
  PruningFacts facts;
  for (const LayerBounds& bounds : bounds_of(network, box_of_ones(network.input_count()))) {
    std::vector<UnitSign>& signs = facts.signs.emplace_back();
    for (std::size_t u = 0; u < bounds.upper.size(); ++u)
      signs.push_back(bounds.upper[u].value <= 0  ? UnitSign::inactive
                      : bounds.lower[u].value > 0 ? UnitSign::active
                                                  : UnitSign::open);
  }
  return facts;
}

/// Inputs in [-1, 1].
Matrix<float> random_rows(std::size_t rows, std::size_t inputs) {
  Matrix<float> matrix = Matrix<float>::from_shape({rows, inputs});
  Random random(3, RandomStream::check);
  for (float& x : matrix) x = static_cast<float>(random.uniform(-1, 1));
  return matrix;
}

/// The greatest change of an output over rows of the box, and the greatest output.
struct Change {
  double absolute = 0, output = 0;
  double relative() const { return absolute / output; }
};
Change change_between(const Network<float>& a, const Network<float>& b, const Matrix<float>& rows) {
  Workspace<float> space_a = a.make_workspace(rows.shape()[0]), space_b = b.make_workspace(rows.shape()[0]);
  const MatrixView<float> out_a = a.forward(rows, space_a), out_b = b.forward(rows, space_b);
  Change change;
  for (std::size_t i = 0; i < out_a.size(); ++i) {
    change.absolute = std::max(change.absolute, std::abs(double{out_a.data()[i]} - out_b.data()[i]));
    change.output = std::max(change.output, std::abs(double{out_a.data()[i]}));
  }
  return change;
}

void set_incoming(Network<float>& network, std::size_t l, std::size_t unit, float weight, float bias) {
  std::ranges::fill(network.weights(l).row(unit), weight);
  network.bias(l)[unit] = bias;
}
void set_outgoing(Network<float>& network, std::size_t l, std::size_t unit, float weight) {
  for (std::size_t i = 0; i < network.weights(l + 1).rows(); ++i) network.weights(l + 1).row(i)[unit] = weight;
}

std::vector<std::size_t> removed_for(const Pruning& pruning, std::size_t l, PruneReason reason) {
  std::vector<std::size_t> units;
  for (const RemovedUnit& unit : pruning.removed[l])
    if (unit.reason == reason) units.push_back(unit.unit);
  return units;
}

using Units = std::vector<std::size_t>;

}  // namespace

TEST_CASE("units of every kind that contribute 0 are told apart, and the outputs stay to the bit") {
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    CAPTURE(seed);
    Network<float> network = random_network({4, 12, 10, 3}, seed);
    set_outgoing(network, 0, 1, 0);
    set_incoming(network, 0, 2, 0.5F, -100);
    set_incoming(network, 0, 3, 0, -1);
    set_incoming(network, 1, 0, -0.5F, -50);
    set_outgoing(network, 1, 9, -0.0F);
    const Pruning pruning = prune(network, facts_of(network));
    CHECK(std::ranges::count(removed_for(pruning, 0, PruneReason::unused), 1) == 1);
    CHECK(std::ranges::count(removed_for(pruning, 0, PruneReason::proven_inactive), 2) == 1);
    CHECK(std::ranges::count(removed_for(pruning, 0, PruneReason::constant), 3) == 1);
    CHECK(std::ranges::count(removed_for(pruning, 1, PruneReason::proven_inactive), 0) == 1);
    CHECK(std::ranges::count(removed_for(pruning, 1, PruneReason::unused), 9) == 1);
    CHECK(pruning.kept[0].size() + pruning.removed[0].size() == 12);
    CHECK(pruning.network.layers()[0].units() == pruning.kept[0].size());
    CHECK_FALSE(pruning.constant);
    if (pruning.is_exact) CHECK(change_between(network, pruning.network, random_rows(500, 4)).absolute == 0);
    CHECK(change_between(network, pruning.network, random_rows(500, 4)).relative() < 1e-6);
  }
}

TEST_CASE("nothing goes from a network of which every unit counts, and nothing more from one that was pruned") {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const Network<float> network = random_network({30, 12, 8, 2}, seed);
    const Pruning once = prune(network, facts_of(network));
    CHECK(once.removed[0].empty());
    CHECK(once.is_exact);
    CHECK(std::ranges::equal(once.network.parameters(), network.parameters()));
    Network<float> wide = random_network({3, 20, 2}, seed);
    for (std::size_t u = 0; u < 8; ++u) wide.bias(0)[u] += 20;
    const Pruning first = prune(wide, facts_of(wide));
    CHECK(first.removed[0].size() >= 5);
    CHECK(prune(first.network, facts_of(first.network)).removed[0].empty());
  }
}

TEST_CASE("a constant goes into the next bias: f(b) times the outgoing weights") {
  for (const char* name : {"relu", "leaky_relu:0.2", "elu", "gelu", "silu", "tanh", "sigmoid"}) {
    CAPTURE(name);
    Network<float> network = random_network({4, 6, 5, 2}, 5, activation_named(name).value());
    set_incoming(network, 0, 2, 0, 0.75F);
    set_incoming(network, 1, 4, 0, -0.5F);
    const Pruning pruning = prune(network, {});
    CHECK(removed_for(pruning, 0, PruneReason::constant) == Units{2});
    CHECK(removed_for(pruning, 1, PruneReason::constant) == Units{4});
    CHECK_FALSE(pruning.is_exact);
    CHECK(change_between(network, pruning.network, random_rows(300, 4)).relative() < 5e-7);
    CHECK(prune(network, {.moves_constants = false}).removed[0].empty());
    CHECK(prune(network, {.has_fixed_bias = {false, true, false}}).removed[0].empty());
  }
  Network<float> network({1, 2, 1}, Activation());
  set_incoming(network, 0, 0, 1, 0);
  set_incoming(network, 0, 1, 0, 3);
  set_outgoing(network, 0, 1, 2);
  network.bias(1)[0] = 1;
  set_outgoing(network, 0, 0, 1);
  const Pruning pruning = prune(network, {});
  CHECK(pruning.network.bias(1)[0] == 7);
  CHECK(pruning.removed[0][0].constant == 3);
}

TEST_CASE("a unit that has only inputs of one value is a constant") {
  Network<float> network = random_network({3, 5, 2}, 8);
  network.weights(0).row(1)[0] = network.weights(0).row(1)[2] = 0;
  network.weights(0).row(1)[1] = 2;
  network.bias(0)[1] = 0.5F;
  PruningFacts facts{.inputs = {std::nullopt, 0.25F, std::nullopt}};
  const Pruning pruning = prune(network, facts);
  REQUIRE(removed_for(pruning, 0, PruneReason::constant) == Units{1});
  CHECK(pruning.removed[0][0].constant == 1);
  Matrix<float> rows = random_rows(100, 3);
  for (std::size_t j = 0; j < 100; ++j) rows(j, 1) = 0.25F;
  CHECK(change_between(network, pruning.network, rows).relative() < 5e-7);
}

TEST_CASE("always active units with equal or proportional weights are merged, whatever their biases") {
  Network<float> network = random_network({6, 8, 3}, 11);
  std::ranges::fill(network.bias(0), 0.0F);
  for (const std::size_t u : {1, 4, 5}) network.bias(0)[u] = 50;
  for (std::size_t k = 0; k < 6; ++k) {
    network.weights(0).row(4)[k] = network.weights(0).row(1)[k];
    network.weights(0).row(5)[k] = -3 * network.weights(0).row(1)[k];
    network.weights(0).row(7)[k] = network.weights(0).row(1)[k];  // not always active
  }
  network.bias(0)[5] = 40;
  const Pruning pruning = prune(network, facts_of(network));
  CHECK(removed_for(pruning, 0, PruneReason::merged) == Units{4, 5});
  const RemovedUnit& tripled = pruning.removed[0][1];
  REQUIRE(tripled.shares.size() == 1);
  CHECK(tripled.shares[0].unit == 1);
  CHECK(tripled.shares[0].share == -3);
  CHECK(tripled.constant == doctest::Approx(190));  // −3·(z − 50) + 40 = −3·z + 190
  CHECK(change_between(network, pruning.network, random_rows(500, 6)).relative() < 2e-6);
  PruningFacts facts = facts_of(network);
  facts.merges = false;
  CHECK(prune(network, facts).removed[0].empty());
  facts = facts_of(network);
  facts.has_fixed_weights = {false, true};
  CHECK(prune(network, facts).removed[0].empty());
}

TEST_CASE("of always active units no more stay than the layer has inputs") {
  for (std::uint64_t seed = 0; seed < 30; ++seed) {
    CAPTURE(seed);
    Network<float> network = random_network({3, 24, 16, 2}, seed);
    for (std::size_t u = 0; u < 20; ++u) network.bias(0)[u] += 8;
    const Pruning pruning = prune(network, facts_of(network));
    CHECK(removed_for(pruning, 0, PruneReason::merged).size() >= 10);
    CHECK(change_between(network, pruning.network, random_rows(500, 3)).relative() < 1e-5);
  }
}

TEST_CASE("with leaky ReLU a unit that is never active is linear: it is merged, not dropped") {
  Network<float> network = random_network({5, 6, 3}, 4, activation_named("leaky_relu:0.25").value());
  for (std::size_t k = 0; k < 5; ++k) network.weights(0).row(3)[k] = 2 * network.weights(0).row(0)[k];
  network.bias(0)[0] = 30;
  network.bias(0)[3] = -40;
  const Pruning pruning = prune(network, facts_of(network));
  CHECK(removed_for(pruning, 0, PruneReason::proven_inactive).empty());
  REQUIRE(removed_for(pruning, 0, PruneReason::merged) == Units{3});
  CHECK(pruning.removed[0][0].shares[0].share == 0.5);  // 0.25 · 2
  CHECK(pruning.removed[0][0].constant == -25);         // 0.25 · (−40 − 2·30)
  CHECK(change_between(network, pruning.network, random_rows(500, 5)).relative() < 2e-6);
}

TEST_CASE("what only removed units need goes with them") {
  Network<float> network = random_network({4, 6, 5, 2}, 9);
  set_incoming(network, 1, 3, -1, -90);
  for (std::size_t i = 0; i < 5; ++i)
    if (i != 3) network.weights(1).row(i)[2] = 0;
  CHECK(removed_for(prune(network, {}), 0, PruneReason::unused).empty());
  CHECK(removed_for(prune(network, facts_of(network)), 0, PruneReason::unused) == Units{2});

  PruningFacts on_data;
  on_data.dead_on_data = {std::vector<bool>(6, false), {false, false, false, true, false}};
  const Pruning pruning = prune(network, on_data);
  CHECK(removed_for(pruning, 0, PruneReason::on_data) == Units{2});
  CHECK(removed_for(pruning, 1, PruneReason::on_data) == Units{3});
  CHECK(pruning.is_exact);
}

TEST_CASE("a layer whose units could all go keeps one, and the constant is named") {
  Network<float> network = random_network({4, 6, 5, 2}, 10);
  for (std::size_t u = 0; u < 5; ++u) set_incoming(network, 1, u, -0.1F, -30);
  network.bias(2)[0] = 0.5F;
  network.bias(2)[1] = -2;
  const Pruning pruning = prune(network, facts_of(network));
  REQUIRE(pruning.constant);
  CHECK(pruning.constant->layer == 1);
  CHECK(pruning.constant->outputs == std::vector<float>{0.5F, -2});
  CHECK(pruning.kept[1] == Units{pruning.constant->unit});
  CHECK(change_between(network, pruning.network, random_rows(100, 4)).absolute == 0);

  Network<float> constants = random_network({4, 3, 2}, 10);
  for (std::size_t u = 0; u < 3; ++u) set_incoming(constants, 0, u, 0, 1 + static_cast<float>(u));
  const Pruning constant = prune(constants, {});
  REQUIRE(constant.constant);
  const Matrix<float> rows = random_rows(1, 4);
  Workspace<float> space = constants.make_workspace(1);
  const MatrixView<float> outputs = constants.forward(rows, space);
  for (std::size_t i = 0; i < 2; ++i) CHECK(constant.constant->outputs[i] == doctest::Approx(outputs.row(0)[i]));
}

TEST_CASE("a layer that may not change keeps its units") {
  Network<float> network = random_network({4, 6, 5, 2}, 12);
  set_outgoing(network, 0, 1, 0);
  set_outgoing(network, 1, 1, 0);
  const Pruning pruning = prune(network, {.is_fixed = {true, false}});
  CHECK(pruning.removed[0].empty());
  CHECK(removed_for(pruning, 1, PruneReason::unused) == Units{1});
}

TEST_CASE("what is needed only by what goes goes too, however many layers before it") {
  Network<float> network = random_network({3, 4, 4, 4, 4, 4, 2}, 14);
  set_outgoing(network, 4, 1, 0);
  for (std::size_t l = 4; l-- > 0;)  // unit 1 of each layer is wanted by unit 1 of the next alone
    for (std::size_t i = 0; i < 4; ++i)
      if (i != 1) network.weights(l + 1).row(i)[1] = 0;
  const Pruning pruning = prune(network, {});
  for (std::size_t l = 0; l < 5; ++l) CHECK(removed_for(pruning, l, PruneReason::unused) == Units{1});
  CHECK(pruning.is_exact);
}

TEST_CASE("what only inactive units need is unused, and not merged with what resembles it") {
  Network<float> network = random_network({4, 6, 5, 2}, 9);
  for (const std::size_t u : {1, 2}) network.bias(0)[u] = 60;
  std::ranges::copy(network.weights(0).row(1), network.weights(0).row(2).begin());
  set_incoming(network, 1, 3, -1, -900);
  for (std::size_t i = 0; i < 5; ++i)
    if (i != 3) network.weights(1).row(i)[2] = 0;
  const Pruning pruning = prune(network, facts_of(network));
  CHECK(std::ranges::count(removed_for(pruning, 1, PruneReason::proven_inactive), 3) == 1);
  CHECK(std::ranges::count(removed_for(pruning, 0, PruneReason::unused), 2) == 1);
  CHECK(removed_for(pruning, 0, PruneReason::merged).empty());
  CHECK(pruning.is_exact);
}

TEST_CASE("a merged unit without a constant has none, whatever its parts round to") {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    CAPTURE(seed);
    Network<float> network = random_network({5, 4, 3}, seed);
    Random random(seed, RandomStream::check);
    const auto eighths = [&] { return static_cast<float>(std::round(random.uniform(-20, 20))) / 8; };
    for (std::size_t u = 0; u < 2; ++u) {
      for (float& weight : network.weights(0).row(u)) weight = eighths();
      network.bias(0)[u] = 40 + eighths();
    }
    // z₂ = 3·z₀ + 5·z₁, to the bit
    for (std::size_t k = 0; k < 5; ++k)
      network.weights(0).row(2)[k] = 3 * network.weights(0).row(0)[k] + 5 * network.weights(0).row(1)[k];
    network.bias(0)[2] = 3 * network.bias(0)[0] + 5 * network.bias(0)[1];
    const Pruning pruning = prune(network, facts_of(network));
    REQUIRE(removed_for(pruning, 0, PruneReason::merged).size() == 1);
    CHECK(pruning.removed[0][0].constant == 0);
    CHECK(pruning.removed[0][0].shares.size() == 2);
  }
}

TEST_CASE("leaky ReLU with a slope of 0 is ReLU: units that are never active go") {
  Network<float> network = random_network({5, 6, 3}, 4, {.kind = ActivationKind::leaky_relu, .slope = 0});
  network.bias(0)[3] = -40;
  const Pruning pruning = prune(network, facts_of(network));
  CHECK(removed_for(pruning, 0, PruneReason::proven_inactive) == Units{3});
  CHECK(pruning.is_exact);
  Network<float> smooth = random_network({5, 6, 3}, 4, activation_named("gelu").value());
  smooth.bias(0)[3] = -40;
  CHECK(prune(smooth, facts_of(smooth)).removed[0].empty());
}

TEST_CASE("what data showed dead is not taken from a layer that may not change, nor what would change a fixed bias") {
  const Network<float> network = random_network({4, 6, 5, 2}, 12);
  PruningFacts facts;
  facts.dead_on_data = {{true, false, false, false, false, false}, {false, true, false, false, false}};
  facts.is_fixed = {true, false};
  const Pruning pruning = prune(network, facts);
  CHECK(pruning.removed[0].empty());
  CHECK(removed_for(pruning, 1, PruneReason::on_data) == Units{1});

  Network<float> biased = random_network({3, 4, 2}, 15);
  biased.weights(0).row(1)[0] = biased.weights(0).row(1)[2] = 0;
  CHECK(prune(biased, {.inputs = {std::nullopt, 0.5F, std::nullopt}}).removed[0].size() == 1);
  biased.weights(0).row(1)[0] = 1;
  CHECK(prune(biased, {.inputs = {std::nullopt, 0.5F, std::nullopt}}).removed[0].empty());
}

}  // TEST_SUITE("pruning")
