#include <algorithm>
#include <array>
#include <cmath>
#include <doctest/doctest.h>
#include <random>
#include <vector>

#include "linalg/random_matrix.hpp"
#include "linalg/vector_target.hpp"
#include "model/activation_layer.hpp"
#include "model/dense.hpp"

using namespace reluscope;

TEST_SUITE("dense") {

TEST_CASE("the gradient of a bias is the sum of its unit's deltas, row after row, to the bit") {
  std::mt19937 engine(1);
  for (const std::size_t units : {1, 2, 10, 33, 64}) {
    const Dense<float> layer(3, units);
    for (const std::size_t rows : {1, 7, 8, 9, 23, 256}) {
      CAPTURE(units);
      CAPTURE(rows);
      const Matrix<float> x = random_matrix<float>(rows, 3, engine), dz = random_matrix<float>(rows, units, engine);
      std::vector<float> gradient(layer.parameter_count(), -1);
      layer.backward_parameters(x, dz, gradient);
      for (std::size_t i = 0; i < units; ++i) {
        float sum = 0;
        for (std::size_t j = 0; j < rows; ++j) sum += dz(j, i);
        CHECK(layer.bias(std::span(gradient))[i] == sum);
      }
    }
  }
}

TEST_CASE_TEMPLATE("forward and backward are the products term by term, with the bias and the ReLU", T, float, double) {
  std::mt19937 engine(2);
  for (const auto& [rows, inputs, units] : {std::array<std::size_t, 3>{5, 3, 2}, {40, 28, 65}, {300, 20, 9}}) {
    const Dense<T> layer(inputs, units);
    const Activation relu{.gradient_at_zero = 1};
    const Matrix<T> x = random_matrix<T>(rows, inputs, engine), dz = random_matrix<T>(rows, units, engine);
    const Matrix<T> parameters = random_matrix<T>(1, layer.parameter_count(), engine);
    const std::span<const T> all(parameters.data(), parameters.size());
    Matrix<T> z = Matrix<T>::from_shape({rows, units}), h = z, below = Matrix<T>::from_shape({rows, inputs}),
              dx = below;
    layer.forward(all, x, z);
    layer.forward(all, x, h, relu);
    layer.backward_inputs(all, dz, dx);
    layer.backward_inputs(all, dz, x, below, relu);
    for (std::size_t j = 0; j < rows; ++j) {
      for (std::size_t i = 0; i < units; ++i) {
        T sum = 0;
        for (std::size_t k = 0; k < inputs; ++k) sum = std::fma(x(j, k), layer.weights(all).row(i)[k], sum);
        sum += layer.bias(all)[i];
        REQUIRE(z(j, i) == sum);
        REQUIRE(h(j, i) == (sum > 0 ? sum : 0));
        REQUIRE(std::signbit(h(j, i)) == (sum < 0));
      }
      for (std::size_t k = 0; k < inputs; ++k) {
        T sum = 0;
        for (std::size_t i = 0; i < units; ++i) sum = std::fma(dz(j, i), layer.weights(all).row(i)[k], sum);
        REQUIRE(dx(j, k) == sum);
        REQUIRE(below(j, k) == (std::signbit(x(j, k)) ? 0 : sum));
      }
    }
  }
}

TEST_CASE_TEMPLATE("an activation within the product is the one behind it, to the bit, and back, whatever the vectors",
                   T, float, double) {
  const VectorTarget best = vector_target();
  std::mt19937 engine(3);
  std::vector<Activation> activations{{.gradient_at_zero = 1}};
  for (const Word<ActivationKind>& entry : k_words<ActivationKind>)
    activations.push_back({.kind = entry.value, .slope = 0.1});
  for (const Activation& activation : activations) {
    CAPTURE(text_of(activation));
    CAPTURE(activation.gradient_at_zero);
    const ActivationLayer<T> function(activation);
    for (const auto& [rows, inputs, units] : {std::array<std::size_t, 3>{5, 3, 2}, {40, 28, 65}, {300, 20, 9}}) {
      const Dense<T> layer(inputs, units);
      Matrix<T> x = random_matrix<T>(rows, inputs, engine);
      x(0, 1) = x(rows - 1, inputs - 1) = 0;
      const Matrix<T> dz = random_matrix<T>(rows, units, engine);
      const Matrix<T> parameters = random_matrix<T>(1, layer.parameter_count(), engine);
      const std::span<const T> all(parameters.data(), parameters.size());
      Matrix<T> z = Matrix<T>::from_shape({rows, units}), expected = z, h = z, kept_z = z;
      Matrix<T> expected_below = Matrix<T>::from_shape({rows, inputs}), below = expected_below;
      layer.forward(all, x, z);
      function.forward({z.data(), z.size()}, {expected.data(), expected.size()});
      layer.backward_inputs(all, dz, expected_below);
      function.backward_in_place({x.data(), x.size()}, {expected_below.data(), expected_below.size()});
      for (const Word<VectorTarget>& target : k_words<VectorTarget>) {
        if (!is_supported(target.value)) continue;
        CAPTURE(target.word);
        use(target.value);
        layer.forward(all, x, h, activation);
        CHECK(std::ranges::equal(h, expected));
        layer.forward(all, x, h, activation, kept_z);
        CHECK(std::ranges::equal(h, expected));
        CHECK(std::ranges::equal(kept_z, z));
        layer.backward_inputs(all, dz, x, below, activation);
        CHECK(std::ranges::equal(below, expected_below));
      }
      use(best);
    }
  }
}

TEST_CASE("a layer refuses rows of another shape, forward and backward") {
  std::mt19937 engine(4);
  const Dense<float> layer(3, 2);
  const std::vector<float> parameters(layer.parameter_count(), 1);
  Matrix<float> x = random_matrix<float>(5, 3, engine), h = random_matrix<float>(5, 2, engine);
  Matrix<float> wide = random_matrix<float>(5, 4, engine), high = random_matrix<float>(6, 3, engine);
  const Activation relu;
  CHECK_THROWS(layer.forward(parameters, wide, h));
  CHECK_THROWS(layer.forward(parameters, x, wide));
  CHECK_THROWS(layer.forward(parameters, high, h));
  CHECK_THROWS(layer.forward(parameters, wide, h, relu));
  CHECK_THROWS(layer.forward(parameters, x, wide, relu));
  CHECK_THROWS(layer.backward_inputs(parameters, h, wide));
  CHECK_THROWS(layer.backward_inputs(parameters, h, wide, wide, relu));
  CHECK_THROWS(layer.backward_inputs(parameters, h, high, high, relu));
  CHECK_NOTHROW(layer.forward(parameters, x, h, relu));
  CHECK_NOTHROW(layer.backward_inputs(parameters, h, x, x, relu));
}

}  // TEST_SUITE("dense")
