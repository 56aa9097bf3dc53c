#include <algorithm>
#include <cmath>
#include <doctest/doctest.h>
#include <numbers>
#include <random>
#include <vector>

#include "linalg/eigenvalues.hpp"
#include "linalg/matmul.hpp"
#include "linalg/random_matrix.hpp"
#include "linalg/vector_target.hpp"

using namespace reluscope;

TEST_SUITE("eigenvalues") {

namespace {

std::vector<double> sorted_eigenvalues(Matrix<double> matrix) {
  std::vector<double> values = eigenvalues(MatrixView<double>(matrix));
  std::ranges::sort(values);
  return values;
}

Matrix<double> zeros(std::size_t n) {
  Matrix<double> matrix = Matrix<double>::from_shape({n, n});
  matrix.fill(0);
  return matrix;
}

}  // namespace

TEST_CASE("those of a diagonal matrix are its diagonal; of the second difference they are 2 − 2·cos(kπ/(n + 1))") {
  Matrix<double> diagonal = zeros(4);
  diagonal(0, 0) = 3, diagonal(1, 1) = -1, diagonal(2, 2) = 0, diagonal(3, 3) = 1e200;
  CHECK(sorted_eigenvalues(diagonal) == std::vector<double>{-1, 0, 3, 1e200});
  for (const std::size_t n : {1, 2, 3, 17, 100}) {
    Matrix<double> difference = zeros(n);
    for (std::size_t i = 0; i < n; ++i) {
      difference(i, i) = 2;
      if (i > 0) difference(i, i - 1) = -1;
    }
    const std::vector<double> values = sorted_eigenvalues(difference);
    for (std::size_t k = 0; k < n; ++k)
      CHECK(values[k] == doctest::Approx(2 - 2 * std::cos(std::numbers::pi * static_cast<double>(k + 1) /
                                                          static_cast<double>(n + 1)))
                             .epsilon(1e-13));
  }
}

TEST_CASE("those that a matrix was made of come back, in every direction, with zeros and with multiples") {
  std::mt19937 engine(1);
  for (const std::size_t n : {2, 5, 33, 120}) {
    std::vector<double> expected(n);
    for (std::size_t k = 0; k < n; ++k)
      expected[k] = k % 3 == 0 ? 0 : static_cast<double>(k / 4) * (k % 2 == 0 ? 1 : -1);
    Matrix<double> matrix = zeros(n);
    for (std::size_t k = 0; k < n; ++k) matrix(k, k) = expected[k];
    for (int reflection = 0; reflection < 3; ++reflection) {  // A ← (1 − 2vvᵀ)·A·(1 − 2vvᵀ), |v| = 1
      std::vector<double> v(n), av(n);
      std::normal_distribution<double> normal;
      double square = 0;
      for (double& x : v) {
        x = normal(engine);
        square += x * x;
      }
      for (double& x : v) x /= std::sqrt(square);
      double middle = 0;
      for (std::size_t i = 0; i < n; ++i)
        for (std::size_t k = 0; k < n; ++k) av[i] += matrix(i, k) * v[k];
      for (std::size_t i = 0; i < n; ++i) middle += v[i] * av[i];
      for (std::size_t i = 0; i < n; ++i)
        for (std::size_t k = 0; k < n; ++k)
          matrix(i, k) += -2 * (v[i] * av[k] + av[i] * v[k]) + 4 * middle * v[i] * v[k];
    }
    std::ranges::sort(expected);
    const std::vector<double> values = sorted_eigenvalues(matrix);
    for (std::size_t k = 0; k < n; ++k) CHECK(std::abs(values[k] - expected[k]) < 1e-12 * static_cast<double>(n));
  }
}

TEST_CASE(
    "of a Gram matrix they add up to its trace and its squares, of low rank the others are 0, whatever the size") {
  std::mt19937 engine(2);
  for (const double scale : {1e-150, 1.0, 1e150}) {
    const Matrix<double> h = random_matrix<double>(7, 50, engine);
    Matrix<double> gram = zeros(50);
    add_gram(h, Transpose::yes, gram);
    double trace = 0, squares = 0;
    for (std::size_t i = 0; i < 50; ++i) {
      trace += gram(i, i);
      for (std::size_t k = 0; k < 50; ++k) squares += std::pow(gram(std::max(i, k), std::min(i, k)), 2);
    }
    for (double& value : gram) value *= scale;
    std::vector<double> values = sorted_eigenvalues(gram);
    for (std::size_t k = 0; k < 43; ++k) CHECK(std::abs(values[k]) < 1e-12 * trace * scale);
    double sum = 0, sum_of_squares = 0;
    for (const double value : values) {
      sum += value / scale;
      sum_of_squares += std::pow(value / scale, 2);
    }
    CHECK(sum == doctest::Approx(trace).epsilon(1e-13));
    CHECK(sum_of_squares == doctest::Approx(squares).epsilon(1e-12));
  }
}

TEST_CASE("they are the same to the bit whatever the vectors") {
  std::mt19937 engine(3);
  const Matrix<double> h = random_matrix<double>(90, 77, engine);
  Matrix<double> gram = zeros(77);
  add_gram(h, Transpose::yes, gram);
  const VectorTarget best = vector_target();
  const std::vector<double> expected = sorted_eigenvalues(gram);
  for (const auto& entry : k_words<VectorTarget>) {
    if (!is_supported(entry.value)) continue;
    use(entry.value);
    CHECK(sorted_eigenvalues(gram) == expected);
  }
  use(best);
}

}  // TEST_SUITE("eigenvalues")
