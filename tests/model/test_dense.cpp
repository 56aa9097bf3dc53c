#include <algorithm>
#include <cmath>
#include <doctest/doctest.h>
#include <random>
#include <vector>

#include "linalg/openblas.hpp"
#include "linalg/random_matrix.hpp"
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

TEST_CASE_TEMPLATE("the gradient of the weights is the same through scratch", T, float, double) {
  std::mt19937 engine(2);
  std::uniform_int_distribution<int> whole(-8, 8);  // no sum is rounded
  const Dense<T> layer(28, 65);
  Matrix<T> x = Matrix<T>::from_shape({100, 28}), dz = Matrix<T>::from_shape({100, 65});
  for (T& value : x) value = static_cast<T>(whole(engine));
  for (T& value : dz) value = static_cast<T>(whole(engine));
  std::vector<T> gradient(layer.parameter_count(), -1);
  Matrix<T> scratch = Matrix<T>::from_shape({28, 65});
  for (const MatrixView<T> through : {MatrixView<T>(), MatrixView<T>(scratch)}) {
    layer.backward_parameters(x, dz, gradient, through);
    for (std::size_t i = 0; i < 65; ++i)
      for (std::size_t k = 0; k < 28; ++k) {
        T sum = 0;
        for (std::size_t j = 0; j < 100; ++j) sum += dz(j, i) * x(j, k);
        REQUIRE(layer.weights(std::span(gradient)).row(i)[k] == sum);
      }
    std::ranges::fill(gradient, -1);
  }
}

TEST_CASE("where a gradient is best transposed it is the same to the bit, elsewhere to rounding") {
  std::mt19937 engine(4);
  const auto draw = [&](std::size_t most) { return std::uniform_int_distribution<std::size_t>(1, most)(engine); };
  for (int round = 0; round < 200; ++round) {
    const std::size_t rows = draw(round % 10 == 0 ? 2000 : 300);
    const Dense<float> layer(draw(40), draw(300));
    CAPTURE(rows);
    CAPTURE(layer.inputs());
    CAPTURE(layer.units());
    const Matrix<float> x = random_matrix<float>(rows, layer.inputs(), engine);
    const Matrix<float> dz = random_matrix<float>(rows, layer.units(), engine);
    Matrix<float> scratch = Matrix<float>::from_shape({layer.inputs(), layer.units()});
    std::vector<float> direct(layer.parameter_count()), through_scratch = direct;
    layer.backward_parameters(x, dz, direct);
    layer.backward_parameters(x, dz, through_scratch, scratch);
    const double tolerance = prefers_transposed(layer.inputs(), layer.units()) ? 0 : 1e-3;
    double greatest_error = 0;
    for (std::size_t k = 0; k < direct.size(); ++k)
      greatest_error = std::max<double>(greatest_error, std::abs(direct[k] - through_scratch[k]));
    CHECK(greatest_error <= tolerance);
  }
}

}  // TEST_SUITE("dense")
