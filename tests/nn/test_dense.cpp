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
