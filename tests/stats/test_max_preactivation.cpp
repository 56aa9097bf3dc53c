#include <algorithm>
#include <doctest/doctest.h>
#include <limits>

#include "model/initialization.hpp"
#include "reference_network.hpp"
#include "stats/max_preactivation.hpp"

using namespace reluscope;

TEST_SUITE("max preactivation") {

namespace {

/// Row by row: the activations from `network`, the pre-activations from `moved`.
std::vector<std::vector<double>> naive(const Network<float>& moved, const Network<float>& network,
                                       MatrixView<const float> inputs) {
  std::vector<std::vector<double>> greatest;
  for (std::size_t l = 0; l < network.hidden_layer_count(); ++l)
    greatest.emplace_back(network.layers()[l].units(), -std::numeric_limits<double>::infinity());
  for (std::size_t j = 0; j < inputs.rows(); ++j) {
    const ReferencePass pass(network, inputs.row(j));
    for (std::size_t l = 0; l < greatest.size(); ++l)
      for (std::size_t i = 0; i < greatest[l].size(); ++i)
        greatest[l][i] = std::max(greatest[l][i], ReferencePass::preactivation(moved, l, i, pass.inputs[l]));
  }
  return greatest;
}

std::vector<std::vector<float>> greatest_of(const Network<float>& moved, const Network<float>& network,
                                            MatrixView<const float> inputs, unsigned threads = 1) {
  std::optional<MaxPreactivation> probe(std::in_place, network,
                                        AlignedVector<float>(moved.parameters().begin(), moved.parameters().end()));
  MemoryRows rows(inputs);
  ThreadPool pool(threads);
  run_probes(network, rows, pool, probe);
  return probe->greatest();
}

}  // namespace

TEST_CASE("the greatest pre-activations have their inputs from the network and their parameters from elsewhere") {
  for (const std::size_t rows : {1U, 256U, 257U, 20'001U}) {
    CAPTURE(rows);
    Network<float> network({4, 7, 5, 3}, Activation()), moved = network;
    Random random(9, RandomStream::check);
    initialize(network, {.bias = BiasInit::normal, .bias_scale = 0.5}, random);
    initialize(moved, {.bias = BiasInit::normal, .bias_scale = 0.5}, random);
    Matrix<float> inputs = Matrix<float>::from_shape({rows, 4});
    for (float& x : inputs) x = static_cast<float>(random.normal());

    const auto expected = naive(moved, network, inputs);
    const auto greatest = greatest_of(moved, network, inputs, 1 + rows % 2);
    REQUIRE(greatest.size() == 2);
    for (std::size_t l = 0; l < 2; ++l) {
      REQUIRE(greatest[l].size() == expected[l].size());
      for (std::size_t i = 0; i < greatest[l].size(); ++i)
        CHECK(greatest[l][i] == doctest::Approx(expected[l][i]).epsilon(1e-5));
    }
  }
}

TEST_CASE("a layer that is moved out of reach does not change what the next one gets") {
  Network<float> network({1, 1, 1, 1}, Activation());
  std::ranges::fill(network.parameters(), 1.0F);
  Network<float> moved = network;
  moved.bias(0)[0] = -100;
  const std::vector<float> x = {1, 3};
  // z of the first unit is 3 − 100 at most; the second still gets 3 + 1, and adds 1
  CHECK(greatest_of(moved, network, {x.data(), 2, 1}) == std::vector<std::vector<float>>{{-97}, {5}});
}

}  // TEST_SUITE("max preactivation")
