#include <algorithm>
#include <cmath>
#include <doctest/doctest.h>

#include "linalg/dependent_rows.hpp"
#include "linalg/matrix.hpp"
#include "support/random.hpp"

using namespace reluscope;

TEST_SUITE("dependent_rows") {

namespace {

constexpr DependenceLimits k_limits{.residual = 1e-9, .factor = 8};

Matrix<double> random_rows(Random& random, std::size_t rows, std::size_t columns) {
  Matrix<double> matrix = Matrix<double>::from_shape({rows, columns});
  for (double& value : matrix) value = random.normal();
  return matrix;
}

/// What the terms give, less the row itself: the greatest value.
double residual(const Matrix<double>& matrix, const DependentRow& row) {
  double worst = 0;
  for (std::size_t k = 0; k < matrix.shape()[1]; ++k) {
    double sum = -matrix(row.row, k);
    for (const DependentRow::Term& term : row.terms) sum += term.factor * matrix(term.row, k);
    worst = std::max(worst, std::abs(sum));
  }
  return worst;
}

}  // namespace

TEST_CASE("independent rows depend on none") {
  Random random(1, RandomStream::check);
  const Matrix<double> matrix = random_rows(random, 6, 9);
  CHECK(dependent_rows(matrix, k_limits).empty());
}

TEST_CASE("a row that is there twice is once the other") {
  Random random(2, RandomStream::check);
  Matrix<double> matrix = random_rows(random, 5, 8);
  for (std::size_t k = 0; k < 8; ++k) matrix(3, k) = -2 * matrix(1, k);
  const std::vector<DependentRow> rows = dependent_rows(matrix, k_limits);
  REQUIRE(rows.size() == 1);
  CHECK(rows[0].row == 3);
  REQUIRE(rows[0].terms.size() == 1);
  CHECK(rows[0].terms[0].row == 1);
  CHECK(rows[0].terms[0].factor == -2);
}

TEST_CASE("of more rows than columns as many are independent as there are columns, and give the rest") {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    Random random(seed, RandomStream::check, 1);
    const std::size_t columns = 1 + random.below(12), rows = columns + random.below(20);
    Matrix<double> matrix = random_rows(random, rows, columns);
    for (std::size_t i = 0; i < rows; ++i) {
      const double scale = std::ldexp(1, static_cast<int>(random.below(40)) - 20);
      for (std::size_t k = 0; k < columns; ++k) matrix(i, k) *= scale;
    }
    const std::vector<DependentRow> dependent = dependent_rows(matrix, {.residual = 1e-9, .factor = 1e9});
    CHECK(dependent.size() == rows - columns);
    for (const DependentRow& row : dependent) {
      double size = 0;
      for (std::size_t k = 0; k < columns; ++k) size = std::max(size, std::abs(matrix(row.row, k)));
      CHECK(residual(matrix, row) < 1e-9 * size);
      for (const DependentRow::Term& term : row.terms)
        CHECK(std::ranges::find(dependent, term.row, &DependentRow::row) == dependent.end());
    }
  }
}

TEST_CASE("a row that is only nearly a combination, or one with large factors, is none") {
  Matrix<double> matrix = {{1, 0, 0}, {0, 1, 0}, {1, 1, 1e-6}};
  CHECK(dependent_rows(matrix, {.residual = 1e-7, .factor = 8}).empty());
  CHECK(dependent_rows(matrix, {.residual = 1e-5, .factor = 8}).size() == 1);
  // 1, 1 + 1e-3 and 2 of the second direction: the third is 2000 times one less 1999 times the other
  const Matrix<double> steep = {{1, 0.001}, {1, 0.002}, {1, 1}};
  CHECK(dependent_rows(steep, k_limits).size() == 1);  // complete pivoting takes the two that are far apart
}

}  // TEST_SUITE("dependent_rows")
