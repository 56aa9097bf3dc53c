#include <cmath>
#include <doctest/doctest.h>
#include <limits>
#include <nlohmann/json.hpp>
#include <random>
#include <vector>

#include "model/activation_layer.hpp"
#include "train/reference.hpp"

using namespace reluscope;

TEST_SUITE("activation layer") {

namespace {

const std::vector<float> k_inputs = {-2,    -0.5F, -std::numeric_limits<float>::denorm_min(),
                                     -0.0F, 0.0F,  std::numeric_limits<float>::denorm_min(),
                                     0.5F,  2};

std::vector<float> activations(const std::vector<float>& z) {
  std::vector<float> h(z.size());
  ActivationLayer<float>().forward(z, h);
  return h;
}

std::vector<float> gradients(const std::vector<float>& z, int at_zero) {
  const std::vector<float> h = activations(z);
  std::vector<float> gradient(z.size(), 3.0F);
  ActivationLayer<float>({.gradient_at_zero = at_zero}).backward_in_place(h, gradient);
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
    ActivationLayer<float>().forward(z, z);
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

TEST_CASE("a subgradient other than 0 or 1 is refused") {
  CHECK_THROWS(ActivationLayer<float>({.gradient_at_zero = 2}));
}

namespace {

const Activation k_activations[] = {{},
                                    {.kind = ActivationKind::leaky_relu},
                                    {.kind = ActivationKind::leaky_relu, .slope = 0.2},
                                    {.kind = ActivationKind::elu},
                                    {.kind = ActivationKind::gelu},
                                    {.kind = ActivationKind::silu},
                                    {.kind = ActivationKind::tanh},
                                    {.kind = ActivationKind::sigmoid}};

struct Point {
  long double value, derivative;
};

/// By the definition, with the C library.
Point exact(const Activation& activation, long double z) {
  const long double sigma = 1 / (1 + std::exp(-z)), root = std::sqrt(2.0L), pi = std::acos(-1.0L);
  const long double phi = 0.5L * std::erfc(-z / root), density = std::exp(-z * z / 2) / (root * std::sqrt(pi));
  switch (activation.kind) {
    case ActivationKind::relu:
      return {std::max(z, 0.0L), z > 0 ? 1.0L : 0.0L};
    case ActivationKind::leaky_relu:
      return z > 0 ? Point{z, 1} : Point{activation.slope * z, activation.slope};
    case ActivationKind::elu:
      return z > 0 ? Point{z, 1} : Point{std::expm1(z), std::exp(z)};
    case ActivationKind::gelu:
      return {z * phi, phi + z * density};
    case ActivationKind::silu:
      return {z * sigma, sigma * (1 + z * (1 - sigma))};
    case ActivationKind::tanh:
      return {std::tanh(z), 1 - std::tanh(z) * std::tanh(z)};
    case ActivationKind::sigmoid:
      return {sigma, sigma * (1 - sigma)};
  }
  return {};
}

template <class T>
T value_at(const Activation& activation, T z) {
  T h = 0;
  ActivationLayer<T>(activation).forward({&z, 1}, {&h, 1});
  return h;
}

template <class T>
T derivative_at(const Activation& activation, T z) {
  const T kept = traits_of(activation.kind).keeps_z ? z : value_at(activation, z);
  T gradient = 1;
  ActivationLayer<T>(activation).backward_in_place({&kept, 1}, {&gradient, 1});
  return gradient;
}

}  // namespace

TEST_CASE_TEMPLATE("values and derivatives are those of the definition, near and far from 0", T, float, double) {
  const double roundoff = std::numeric_limits<T>::epsilon();
  const double units_in_last_place = std::is_same_v<T, float> ? 13 : 50;
  std::mt19937 engine(4);
  std::uniform_real_distribution<double> spread(-40, 40), exponent(-8, 1);
  for (const Activation& activation : k_activations) {
    CAPTURE(text_of(activation));
    for (int round = 0; round < 20'000; ++round) {
      const double drawn =
          round % 2 == 0 ? spread(engine) : std::copysign(std::pow(10.0, exponent(engine)), spread(engine));
      const T z = static_cast<T>(drawn);
      CAPTURE(z);
      const Point expected = exact(activation, z);
      const double size = std::abs(static_cast<double>(expected.value));
      // far out, where a tail is on its way to leave the range of float, it becomes 0 a little early
      const double tail = std::is_same_v<T, float> ? 1e-34 : 1e-300;
      REQUIRE(std::abs(static_cast<double>(value_at(activation, z) - expected.value)) <=
              units_in_last_place * roundoff * size + tail);
      REQUIRE(std::abs(static_cast<double>(derivative_at(activation, z) - expected.derivative)) <=
              roundoff * (16 + std::abs(static_cast<double>(z))));
    }
  }
}

TEST_CASE("at the points that PyTorch was asked for it gives the same, and its gains are ours") {
  const nlohmann::json& file = activation_reference();
  const auto points = file["points"].get<std::vector<float>>();
  for (const auto& [name, expected] : file["functions"].items()) {
    const auto captured = name;  // clang 14 captures no binding
    CAPTURE(captured);
    const Activation activation = activation_named(name).value();
    CHECK(text_of(activation) == name);
    for (std::size_t i = 0; i < points.size(); ++i) {
      CAPTURE(points[i]);
      const float value = expected["values"][i], derivative = expected["derivatives"][i];
      CHECK(value_at(activation, points[i]) == doctest::Approx(value).epsilon(1e-6));
      CHECK(std::abs(derivative_at(activation, points[i]) - derivative) <= 3e-7F);
    }
  }
  for (const auto& [name, gain] : file["gains"].items())
    CHECK(std::sqrt(squared_gain(activation_named(name).value())) == doctest::Approx(gain.get<double>()));
}

TEST_CASE("the greatest slope is the one that is found, and no other is greater") {
  for (const Activation& activation : k_activations) {
    CAPTURE(text_of(activation));
    double greatest = 0;
    for (double z = -30; z <= 30; z += 1e-3) greatest = std::max(greatest, derivative_at(activation, z));
    CHECK(greatest == doctest::Approx(traits_of(activation.kind).greatest_slope).epsilon(1e-6));
    CHECK(greatest <= traits_of(activation.kind).greatest_slope * (1 + 1e-12));
  }
}

TEST_CASE("every function keeps what is not a number, and goes to its limits") {
  constexpr float k_infinity = std::numeric_limits<float>::infinity();
  for (const Activation& activation : k_activations) {
    CAPTURE(text_of(activation));
    CHECK(std::isnan(value_at(activation, std::numeric_limits<float>::quiet_NaN())));
    CHECK(value_at(activation, k_infinity) >= 1);
    CHECK(derivative_at(activation, -1e30F) ==
          (activation.kind == ActivationKind::leaky_relu ? static_cast<float>(activation.slope) : 0));
  }
  CHECK(value_at<float>({.kind = ActivationKind::tanh}, -k_infinity) == -1);
  CHECK(value_at<float>({.kind = ActivationKind::elu}, -k_infinity) == -1);
  CHECK(value_at<float>({.kind = ActivationKind::sigmoid}, -k_infinity) == 0);
}

TEST_CASE("an activation is known by its text") {
  CHECK(activation_named("leaky_relu")->slope == 0.01);
  CHECK(activation_named("leaky_relu:0.25")->slope == 0.25);
  for (const char* text : {"", "Relu", "relu:0.1", "leaky_relu:", "leaky_relu:0", "leaky_relu:1", "leaky_relu:-0.1",
                           "leaky_relu:nan", "tanh:1", "swish", ":0.1"})
    CHECK_FALSE(activation_named(text));
}

}  // TEST_SUITE("activation layer")
