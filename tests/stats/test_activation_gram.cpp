#include <algorithm>
#include <cmath>
#include <doctest/doctest.h>

#include "random_case.hpp"
#include "reference_network.hpp"
#include "stats/activation_gram.hpp"

using namespace reluscope;

TEST_SUITE("activation gram") {

namespace {

std::vector<Matrix<double>> grams_of(const Network<float>& network, MatrixView<const float> inputs, unsigned threads) {
  std::optional<ActivationGram> probe(std::in_place, network, EvenRows{inputs.rows(), inputs.rows()});
  MemoryRows rows(inputs);
  ThreadPool pool(threads);
  run_probes(network, rows, pool, probe);
  std::vector<Matrix<double>> grams;
  for (std::size_t l = 0; l < network.hidden_layer_count(); ++l) grams.push_back(probe->take(l));
  return grams;
}

}  // namespace

TEST_CASE("where there are fewer rows than units, the Gram matrix is the one of the rows") {
  const RandomCase c(3);
  const auto grams = grams_of(c.network, c.inputs, 1);
  REQUIRE(grams[1].shape()[0] == 3);
  const auto first = ReferencePass(c.network, MatrixView<const float>(c.inputs).row(0)).z[1];
  const auto last = ReferencePass(c.network, MatrixView<const float>(c.inputs).row(2)).z[1];
  double product = 0;
  for (std::size_t i = 0; i < 5; ++i) product += std::max(0.0, first[i]) * std::max(0.0, last[i]);
  CHECK(grams[1](0, 2) == doctest::Approx(product).epsilon(1e-5));
}

TEST_CASE("a large Gram matrix is whole, not only the triangle that was worked out") {
  Network<float> network({1, 600, 1}, Activation());
  for (std::size_t i = 0; i < 600; ++i) network.weights(0).row(i)[0] = static_cast<float>(i % 7);
  Matrix<float> inputs = Matrix<float>::from_shape({700, 1});
  inputs.fill(2);
  const Matrix<double> gram = grams_of(network, inputs, 1)[0];
  double greatest_error = 0;
  for (std::size_t i = 0; i < 600; ++i)
    for (std::size_t k = 0; k < 600; ++k)
      greatest_error = std::max(greatest_error, std::abs(gram(i, k) - 700.0 * 4 * (i % 7) * (k % 7)));
  CHECK(greatest_error == 0);
}

TEST_CASE("the Gram matrices are those of the activations") {
  const RandomCase c(300);  // more than a block
  const auto grams = grams_of(c.network, c.inputs, 2);
  Matrix<double> expected = Matrix<double>::from_shape({5, 5});
  expected.fill(0);
  for (std::size_t j = 0; j < 300; ++j) {
    const auto z = ReferencePass(c.network, MatrixView<const float>(c.inputs).row(j)).z[1];
    for (std::size_t i = 0; i < 5; ++i)
      for (std::size_t k = 0; k < 5; ++k) expected(i, k) += std::max(0.0, z[i]) * std::max(0.0, z[k]);
  }
  REQUIRE(grams.size() == 2);
  for (std::size_t i = 0; i < 5; ++i)
    for (std::size_t k = 0; k < 5; ++k) CHECK(grams[1](i, k) == doctest::Approx(expected(i, k)).epsilon(1e-5));
}

TEST_CASE("the Gram matrices have the same bits on any number of threads") {
  const RandomCase c(30'000);  // four shards
  const auto one = grams_of(c.network, c.inputs, 1), three = grams_of(c.network, c.inputs, 3);
  for (std::size_t l = 0; l < 2; ++l) CHECK(std::ranges::equal(one[l], three[l]));
}

}  // TEST_SUITE("activation gram")
