#include <cmath>
#include <doctest/doctest.h>
#include <limits>
#include <random>
#include <vector>

#include "model/relu.hpp"

using namespace reluscope;

TEST_SUITE("relu") {

namespace {

const std::vector<float> k_inputs = {-2,    -0.5F, -std::numeric_limits<float>::denorm_min(),
                                     -0.0F, 0.0F,  std::numeric_limits<float>::denorm_min(),
                                     0.5F,  2};

std::vector<float> activations(const std::vector<float>& z) {
  std::vector<float> h(z.size());
  Relu<float>().forward(z, h);
  return h;
}

std::vector<float> gradients(const std::vector<float>& z, int at_zero) {
  const std::vector<float> h = activations(z);
  std::vector<float> gradient(z.size(), 3.0F);
  Relu<float>(at_zero).backward_in_place(h, gradient);
  return gradient;
}

}  // namespace

TEST_CASE("forward gives max(0, z)") {
  const std::vector<float> h = activations(k_inputs);
  for (std::size_t i = 0; i < h.size(); ++i) CHECK(h[i] == std::max(0.0F, k_inputs[i]));
}

TEST_CASE("forward in place gives the same bytes as forward") {
  std::mt19937 engine(1);
  std::normal_distribution<float> normal;
  for (const std::size_t n : {0U, 1U, 7U, 64U, 1001U}) {
    std::vector<float> z(n);
    for (float& x : z) x = normal(engine);
    const std::vector<float> h = activations(z);
    Relu<float>().forward_in_place(z);
    CHECK(z == h);
  }
}

TEST_CASE("backward blocks the gradient where the input was negative and passes it where it was positive") {
  for (const int at_zero : {0, 1}) {
    const std::vector<float> gradient = gradients(k_inputs, at_zero);
    for (std::size_t i = 0; i < gradient.size(); ++i) {
      if (k_inputs[i] < 0) CHECK(gradient[i] == 0);
      if (k_inputs[i] > 0) CHECK(gradient[i] == 3);
    }
  }
}

TEST_CASE("at exactly zero the gradient is what was chosen, for both signs of zero") {
  CHECK(gradients({0.0F, -0.0F}, 0) == std::vector<float>{0, 0});
  CHECK(gradients({0.0F, -0.0F}, 1) == std::vector<float>{3, 3});
}

TEST_CASE("a NaN passes through, so that a diverged network does not look dead") {
  CHECK(std::isnan(activations({std::numeric_limits<float>::quiet_NaN()}).front()));
}

TEST_CASE("a subgradient other than 0 or 1 is refused") { CHECK_THROWS(Relu<float>(2)); }

}  // TEST_SUITE("relu")
