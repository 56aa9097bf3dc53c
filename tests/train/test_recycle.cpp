#include <doctest/doctest.h>

#include "stats/random_case.hpp"
#include "train/recycle.hpp"

using namespace reluscope;

TEST_SUITE("recycling") {

namespace {

/// Of which no unit is dormant.
struct LivelyCase : RandomCase {
  LivelyCase() : RandomCase(300) {
    for (std::size_t l = 0; l < 2; ++l)
      for (float& b : network.bias(l)) b = 3;
  }
};

}  // namespace

TEST_CASE("it is due after every N epochs that are over") {
  const RecycleOptions options{.every = 3};
  std::vector<int> due;
  for (int epoch = 1; epoch <= 10; ++epoch)
    if (options.is_due(epoch)) due.push_back(epoch);
  CHECK(due == std::vector<int>{4, 7, 10});
  CHECK_FALSE(RecycleOptions().is_due(4));
}

TEST_CASE("a dead unit gets new weights, its outgoing ones are 0, and its moments are forgotten; no other is touched") {
  LivelyCase random;
  Network<float>& network = random.network;
  network.bias(0)[2] = -1000;  // dead
  Optimizer optimizer({.kind = OptimizerKind::adam, .learning_rate = 0.001}, network.parameters().size());
  const AlignedVector<float> gradient(network.parameters().size(), 1);
  optimizer.step(network.parameters(), gradient, 0.001);
  const Network<float> before = network;
  const RecycleOptions options{.every = 1, .dormant_tau = 0};
  CHECK(recycle_dormant(network, optimizer, random.samples(), options, 5, 2) == 1);

  const auto offset = [&](const float& parameter) { return &parameter - network.parameters().data(); };
  std::vector<bool> is_touched(network.parameters().size());
  for (const float& w : network.weights(0).row(2)) is_touched[offset(w)] = true;
  is_touched[offset(network.bias(0)[2])] = true;
  for (std::size_t k = 0; k < 5; ++k) {
    CHECK(network.weights(1).row(k)[2] == 0);
    is_touched[offset(network.weights(1).row(k)[2])] = true;
  }
  CHECK(network.bias(0)[2] == 0);
  for (std::size_t p = 0; p < is_touched.size(); ++p) {
    CAPTURE(p);
    if (!is_touched[p]) CHECK(network.parameters()[p] == before.parameters()[p]);
    CHECK((optimizer.first_moment()[p] == 0) == is_touched[p]);
    CHECK((optimizer.second_moment()[p] == 0) == is_touched[p]);
  }
  double square = 0;
  for (const float w : network.weights(0).row(2)) square += w * w;
  CHECK(square > 0);
  CHECK(square < 40);  // of N(0, 2/4)

  SUBCASE("the same with the same seed and epoch, and otherwise not") {
    Network<float> again = before, other = before;
    recycle_dormant(again, optimizer, random.samples(), options, 5, 2);
    recycle_dormant(other, optimizer, random.samples(), options, 5, 3);
    CHECK(std::ranges::equal(again.parameters(), network.parameters()));
    CHECK_FALSE(std::ranges::equal(other.parameters(), network.parameters()));
  }
}

TEST_CASE("the score decides, not death alone") {
  LivelyCase random;
  Optimizer optimizer({}, random.network.parameters().size());
  CHECK(recycle_dormant(random.network, optimizer, random.samples(), {.every = 1, .dormant_tau = 0}, 0, 2) == 0);
  for (float& w : random.network.weights(0).row(1)) w *= 1e-4F;
  random.network.bias(0)[1] = 0;
  CHECK(recycle_dormant(random.network, optimizer, random.samples(), {.every = 1, .dormant_tau = 0.025}, 0, 2) == 1);
}

}  // TEST_SUITE("recycling")
