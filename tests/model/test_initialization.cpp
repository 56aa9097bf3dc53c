#include <algorithm>
#include <cmath>
#include <doctest/doctest.h>

#include "model/initialization.hpp"

using namespace reluscope;

TEST_SUITE("initialization") {

namespace {

struct Moments {
  double mean = 0, deviation = 0, greatest = 0;
};

Moments moments(std::span<const float> values) {
  Moments m;
  for (const float v : values) m.mean += v / static_cast<double>(values.size());
  for (const float v : values) {
    m.deviation += (v - m.mean) * (v - m.mean) / static_cast<double>(values.size());
    m.greatest = std::max(m.greatest, std::abs(static_cast<double>(v)));
  }
  m.deviation = std::sqrt(m.deviation);
  return m;
}

constexpr std::size_t k_inputs = 50, k_units = 400;

Network<float> initialised(const Initialization& how) {
  Network<float> network({k_inputs, k_units, 2}, Activation());
  Random random(3, RandomStream::initialisation);
  initialize(network, how, random);
  return network;
}

std::span<const float> first_weights(const Network<float>& network) {
  return {network.weights(0).data(), network.weights(0).size()};
}

}  // namespace

TEST_CASE("weights have the spread that their papers give") {
  // of 20,000 draws; a deviation's own standard error is σ/√(2n)
  const double fan_in = k_inputs, fan_out = k_units;
  const std::vector<std::tuple<WeightInit, double, double>> expected = {
      {WeightInit::he_normal, std::sqrt(2 / fan_in), INFINITY},
      {WeightInit::he_uniform, std::sqrt(2 / fan_in), std::sqrt(6 / fan_in)},
      {WeightInit::xavier_normal, std::sqrt(2 / (fan_in + fan_out)), INFINITY},
      {WeightInit::xavier_uniform, std::sqrt(2 / (fan_in + fan_out)), std::sqrt(6 / (fan_in + fan_out))},
      {WeightInit::lecun_normal, std::sqrt(1 / fan_in), INFINITY},
      {WeightInit::pytorch, std::sqrt(1 / (3 * fan_in)), std::sqrt(1 / fan_in)},
      {WeightInit::normal, 0.7, INFINITY}};
  for (const auto& [init, deviation, bound] : expected) {
    const Moments m = moments(first_weights(initialised({.weights = init, .weight_scale = 0.7})));
    CAPTURE(static_cast<int>(init));
    CHECK(std::abs(m.mean) < 4 * deviation / std::sqrt(20000));
    CHECK(std::abs(m.deviation / deviation - 1) < 4 / std::sqrt(2 * 20000));
    CHECK(m.greatest <= bound);
    if (std::isfinite(bound)) CHECK(m.greatest > 0.99 * bound);
    if (!std::isfinite(bound)) CHECK(m.greatest > 3 * deviation);
  }
}

TEST_CASE("biases are what was asked for") {
  CHECK(moments(initialised({}).bias(0)).greatest == 0);
  const Network<float> constant = initialised({.bias = BiasInit::constant, .bias_scale = 0.25});
  for (const float b : constant.bias(0)) CHECK(b == 0.25F);
  CHECK(moments(initialised({.bias = BiasInit::normal, .bias_scale = 2}).bias(0)).deviation ==
        doctest::Approx(2).epsilon(0.15));
  const double bound = 1 / std::sqrt(static_cast<double>(k_inputs));
  const double greatest = moments(initialised({.bias = BiasInit::pytorch}).bias(0)).greatest;
  CHECK(greatest <= bound);
  CHECK(greatest > 0.95 * bound);
}

TEST_CASE("zeros are zeros") {
  const Network<float> network = initialised({.weights = WeightInit::zeros});
  for (const float p : network.parameters()) CHECK(p == 0);
}

TEST_CASE("rai replaces one of a unit's fan_in + 1 entries by a Beta(2, 1) draw") {
  // N(0, 0.6007²/50) keeps within ±0.5 (5.9 σ); a Beta(2, 1) draw is above ½ with probability ¾
  const Network<float> network = initialised({.weights = WeightInit::rai});
  int large = 0, large_bias = 0;
  double square = 0;
  std::size_t small_count = 0;
  for (std::size_t i = 0; i < k_units; ++i) {
    int in_unit = 0;
    for (const float w : network.weights(0).row(i)) {
      CHECK(w > -0.5F);
      in_unit += w > 0.5F;
      if (w < 0.5F) square += w * w, ++small_count;
    }
    large_bias += network.bias(0)[i] > 0.5F;
    in_unit += network.bias(0)[i] > 0.5F;
    CHECK(in_unit <= 1);
    CHECK(network.bias(0)[i] != 0);
    CHECK(std::ranges::none_of(network.weights(0).row(i), [](float w) { return w == 0; }));
    large += in_unit;
  }
  CHECK(std::abs(large - 300) < 4 * std::sqrt(400 * 0.75 * 0.25));
  CHECK(std::abs(large_bias - 300.0 / 51) < 4 * std::sqrt(300.0 / 51));
  CHECK(std::sqrt(square / static_cast<double>(small_count)) == doctest::Approx(0.6007 / std::sqrt(50)).epsilon(0.04));
}

}  // TEST_SUITE("initialization")
