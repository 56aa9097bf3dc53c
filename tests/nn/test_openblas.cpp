#include <algorithm>
#include <doctest/doctest.h>
#include <random>

#include "nn/matmul.hpp"
#include "nn/openblas.hpp"
#include "support/transpose.hpp"

using namespace reluscope;

namespace {

using Engine = std::mt19937;

Matrix<float> random_matrix(std::size_t rows, std::size_t columns, Engine& engine) {
  std::normal_distribution<float> normal;
  Matrix<float> matrix = Matrix<float>::from_shape({rows, columns});
  for (float& value : matrix) value = normal(engine);
  return matrix;
}

Matrix<float> transposed(const Matrix<float>& a) {
  Matrix<float> result = Matrix<float>::from_shape({a.shape()[1], a.shape()[0]});
  transpose_into<float>(a, result);
  return result;
}

std::size_t draw(std::size_t most, Engine& engine) {
  return std::uniform_int_distribution<std::size_t>(1, most)(engine);
}

}  // namespace

TEST_CASE("some rows at once times transposed weights are all rows times the weights, to the bit") {
  Engine engine(1);
  int better = 0;
  for (int round = 0; round < 400; ++round) {
    const std::size_t rows = draw(round % 10 == 0 ? 2000 : 300, engine);
    const std::size_t inputs = draw(400, engine), units = draw(300, engine);
    CAPTURE(rows);
    CAPTURE(inputs);
    CAPTURE(units);
    const std::size_t few = rows_at_once(rows, inputs, units);
    CHECK(few <= rows);
    if (few == 0) continue;
    ++better;
    const Matrix<float> x = random_matrix(rows, inputs, engine), w = random_matrix(units, inputs, engine);
    const Matrix<float> b = transposed(w);
    Matrix<float> z = Matrix<float>::from_shape({rows, units}), expected = z;
    matmul<float>(x, Transpose::no, w, Transpose::yes, expected);
    for (std::size_t first = 0; first < rows; first += few) {
      const std::size_t count = std::min(few, rows - first);
      matmul<float>(MatrixView<const float>(x).rows(first, count), Transpose::no, b, Transpose::no,
                    MatrixView<float>(z).rows(first, count));
    }
    CHECK(std::ranges::equal(z, expected));
  }
  CHECK(better > 0);
}

TEST_CASE("a gradient that is best transposed is the same, to the bit") {
  Engine engine(2);
  for (int round = 0; round < 200; ++round) {
    const std::size_t rows = draw(round % 10 == 0 ? 2000 : 300, engine);
    const std::size_t inputs = draw(40, engine), units = draw(300, engine);
    CAPTURE(rows);
    CAPTURE(inputs);
    CAPTURE(units);
    if (!is_best_transposed(inputs, units)) continue;  // all of them, but with the kernels for AVX-512
    const Matrix<float> x = random_matrix(rows, inputs, engine), dz = random_matrix(rows, units, engine);
    Matrix<float> gradient = Matrix<float>::from_shape({units, inputs});
    Matrix<float> other_way = Matrix<float>::from_shape({inputs, units});
    matmul<float>(dz, Transpose::yes, x, Transpose::no, gradient);
    matmul<float>(x, Transpose::yes, dz, Transpose::no, other_way);
    CHECK(std::ranges::equal(transposed(other_way), gradient));
  }
}
