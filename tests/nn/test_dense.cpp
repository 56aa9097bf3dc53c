#include <doctest/doctest.h>
#include <random>
#include <vector>

#include "nn/dense.hpp"

using namespace reluscope;

TEST_CASE("the gradient of a bias is the sum of its unit's deltas, row after row, to the bit") {
  std::mt19937 engine(1);
  std::normal_distribution<float> normal;
  for (const std::size_t units : {1, 2, 10, 33, 64}) {
    const Dense<float> layer(3, units);
    for (const std::size_t rows : {1, 7, 8, 9, 23, 256}) {
      CAPTURE(units);
      CAPTURE(rows);
      Matrix<float> x = Matrix<float>::from_shape({rows, 3}), dz = Matrix<float>::from_shape({rows, units});
      for (float& value : x) value = normal(engine);
      for (float& value : dz) value = normal(engine);
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

TEST_CASE("the gradient of the weights is the same through scratch") {
  std::mt19937 engine(2);
  std::uniform_int_distribution<int> whole(-8, 8);  // no sum is rounded
  const Dense<float> layer(28, 64);
  Matrix<float> x = Matrix<float>::from_shape({100, 28}), dz = Matrix<float>::from_shape({100, 64});
  for (float& value : x) value = static_cast<float>(whole(engine));
  for (float& value : dz) value = static_cast<float>(whole(engine));
  std::vector<float> direct(layer.parameter_count(), -1), through_scratch = direct;
  Matrix<float> scratch = Matrix<float>::from_shape({28, 64});
  layer.backward_parameters(x, dz, direct);
  layer.backward_parameters(x, dz, through_scratch, scratch);
  CHECK(direct == through_scratch);
  CHECK(direct[28 * 5 + 3] == [&] {
    float sum = 0;
    for (std::size_t j = 0; j < 100; ++j) sum += dz(j, 5) * x(j, 3);
    return sum;
  }());
}
