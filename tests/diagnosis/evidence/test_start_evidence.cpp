#include <cmath>
#include <doctest/doctest.h>

#include "diagnosis/evidence/start_evidence.hpp"
#include "reference_network.hpp"
#include "stats/random_case.hpp"

using namespace reluscope;

TEST_SUITE("start evidence") {

TEST_CASE("gain, spread and biases are those of a plain computation") {
  const RandomCase random(200);
  const StartEvidence start = start_evidence(random.network, random.inputs);
  REQUIRE(start.layers.size() == 3);
  double product = 1;
  for (std::size_t l = 0; l < 3; ++l) {
    CAPTURE(l);
    const auto weights = random.network.weights(l);
    double square = 0;
    for (std::size_t k = 0; k < weights.size(); ++k) square += std::pow(weights.data()[k], 2);
    const double gain = std::sqrt(square / static_cast<double>(weights.size()) * weights.columns() / 2);
    CHECK(start.layers[l].gain == doctest::Approx(gain));
    product *= gain;
    double bias = 0;
    for (const float b : random.network.bias(l)) bias += b * b;
    CHECK(start.layers[l].bias ==
          doctest::Approx(std::sqrt(bias / static_cast<double>(random.network.bias(l).size()))));
  }
  CHECK(start.gain() == doctest::Approx(product));

  for (std::size_t l = 0; l < 2; ++l) {
    CAPTURE(l);
    const std::size_t units = random.network.layers()[l].units();
    std::vector<double> sum(units), squares(units);
    for (std::size_t j = 0; j < 200; ++j) {
      const ReferencePass pass(random.network, MatrixView<const float>(random.inputs).row(j));
      for (std::size_t i = 0; i < units; ++i) sum[i] += pass.z[l][i], squares[i] += std::pow(pass.z[l][i], 2);
    }
    double variance = 0;
    for (std::size_t i = 0; i < units; ++i) variance += squares[i] / 200 - std::pow(sum[i] / 200, 2);
    CHECK(start.layers[l].spread == doctest::Approx(std::sqrt(variance / static_cast<double>(units))).epsilon(1e-5));
  }
}

TEST_CASE("weights of He's scale have a gain of about 1, and 0 one of 0") {
  Network<float> network({500, 400, 300, 10}, Activation());
  const Matrix<float> inputs = xt::zeros<float>({4, 500});
  CHECK(start_evidence(network, inputs).gain() == 0);
  Random random(1, RandomStream::initialisation);
  initialize(network, {}, random);
  CHECK(start_evidence(network, inputs).gain() == doctest::Approx(1).epsilon(0.05));
}

TEST_CASE("narrow and deep networks are often born dead") {
  // 1 − (1 − 2⁻³)⁸ and 1 − (1 − 2⁻¹)(1 − 2⁻²), by hand
  CHECK(born_dead_probability(Network<float>({4, 3, 3, 3, 3, 3, 3, 3, 3, 2}, Activation())) ==
        doctest::Approx(0.6563913));
  CHECK(born_dead_probability(Network<float>({4, 1, 2, 3}, Activation())) == doctest::Approx(0.625));
  CHECK(born_dead_probability(Network<float>({4, 64, 32, 3}, Activation())) < 1e-9);
}

}  // TEST_SUITE("start evidence")
