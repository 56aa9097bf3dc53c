#include <algorithm>
#include <doctest/doctest.h>
#include <random>

#include "linalg/random_matrix.hpp"
#include "model/transposed_weights.hpp"

using namespace reluscope;

TEST_SUITE("transposed weights") {

namespace {

Network<float> random_network(std::vector<std::size_t> widths, unsigned seed) {
  Network<float> network(widths, Relu<float>());
  std::mt19937 engine(seed);
  std::normal_distribution<float> normal;
  for (float& parameter : network.parameters()) parameter = normal(engine);
  return network;
}

}  // namespace

TEST_CASE("transposed or not, the products are those of the layers, and of the network that was assigned last") {
  TransposedWeights weights;
  for (const unsigned seed : {1U, 2U}) {
    // some layers are transposed, some are too large, some fill too little of a vector; so it is with the blocks
    const Network<float> network = random_network({28, 64, 32, 100, 300, 17, 10, 2}, seed);
    for (const std::size_t rows : {1, 30, 100, 256, 10'000}) {
      weights.assign(network, seed == 1 ? 256 : rows);
      for (std::size_t l = 0; l < network.layers().size(); ++l) {
        const Dense<float>& layer = network.layers()[l];
        std::mt19937 engine(static_cast<unsigned>(rows));
        const Matrix<float> x = random_matrix<float>(rows, layer.inputs(), engine);
        Matrix<float> z = Matrix<float>::from_shape({rows, layer.units()}), expected = z;
        weights.product(l, x, z);
        layer.product(network.of_layer(l, network.parameters()), x, expected);
        for (std::size_t k = 0; k < z.size(); ++k)
          REQUIRE(z.data()[k] == doctest::Approx(expected.data()[k]).epsilon(1e-4).scale(10));
      }
    }
  }
}

TEST_CASE(
    "the products are those of the layers to the bit, whatever the shape, for blocks of at most the rows assigned") {
  std::mt19937 engine(3);
  const auto draw = [&](std::size_t most) { return std::uniform_int_distribution<std::size_t>(1, most)(engine); };
  TransposedWeights weights;
  for (int round = 0; round < 300; ++round) {
    const std::size_t most = draw(round % 10 == 0 ? 2000 : 300), rows = round % 2 == 0 ? most : draw(most);
    const Network<float> network = random_network({draw(400), draw(300)}, static_cast<unsigned>(round));
    const Dense<float>& layer = network.layers()[0];
    CAPTURE(rows);
    CAPTURE(layer.inputs());
    CAPTURE(layer.units());
    const Matrix<float> x = random_matrix<float>(rows, layer.inputs(), engine);
    Matrix<float> z = Matrix<float>::from_shape({rows, layer.units()}), expected = z;
    weights.assign(network, most);
    weights.product(0, x, z);
    layer.product(network.parameters(), x, expected);
    CHECK(std::ranges::equal(z, expected));
  }
}

}  // TEST_SUITE("transposed weights")
