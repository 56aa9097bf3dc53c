#include <algorithm>
#include <cmath>
#include <doctest/doctest.h>
#include <random>

#include "linalg/matmul.hpp"
#include "random_matrix.hpp"

using namespace reluscope;

TEST_SUITE("matmul") {

namespace {

double at(const Matrix<double>& m, Transpose transpose, std::size_t i, std::size_t j) {
  return transpose == Transpose::yes ? m(j, i) : m(i, j);
}

}  // namespace

TEST_CASE("matmul equals the sum of products, for every transposition and for shapes with a 1") {
  std::mt19937 engine(2);
  for (const auto& [m, k, n] :
       {std::array<std::size_t, 3>{3, 4, 5}, {1, 4, 5}, {3, 1, 5}, {3, 4, 1}, {1, 1, 1}, {33, 65, 17}}) {
    for (const Transpose ta : {Transpose::no, Transpose::yes}) {
      for (const Transpose tb : {Transpose::no, Transpose::yes}) {
        const Matrix<double> a =
            ta == Transpose::yes ? random_matrix<double>(k, m, engine) : random_matrix<double>(m, k, engine);
        const Matrix<double> b =
            tb == Transpose::yes ? random_matrix<double>(n, k, engine) : random_matrix<double>(k, n, engine);
        Matrix<double> result = Matrix<double>::from_shape({m, n});
        result.fill(-7);  // what was there does not count
        matmul<double>(a, ta, b, tb, result);
        for (std::size_t i = 0; i < m; ++i) {
          for (std::size_t j = 0; j < n; ++j) {
            double sum = 0;
            for (std::size_t x = 0; x < k; ++x) sum += at(a, ta, i, x) * at(b, tb, x, j);
            CHECK(result(i, j) == doctest::Approx(sum).epsilon(1e-12));
          }
        }
      }
    }
  }
}

TEST_CASE("in float it is the same but for rounding, for few terms and for many") {
  std::mt19937 engine(5);
  for (const std::size_t k : {28, 320, 321, 1000}) {
    const Matrix<double> a = random_matrix<double>(19, k, engine), b = random_matrix<double>(k, 37, engine);
    const Matrix<float> narrow_a = xt::cast<float>(a), narrow_b = xt::cast<float>(b);
    Matrix<double> expected = Matrix<double>::from_shape({19, 37});
    Matrix<float> result = Matrix<float>::from_shape({19, 37});
    matmul<double>(a, Transpose::no, b, Transpose::no, expected);
    matmul<float>(narrow_a, Transpose::no, narrow_b, Transpose::no, result);
    for (std::size_t i = 0; i < result.size(); ++i)
      REQUIRE(result.data()[i] == doctest::Approx(expected.data()[i]).epsilon(1e-4).scale(1));
  }
}

TEST_CASE("matmul refuses shapes that do not fit") {
  std::mt19937 engine(3);
  const Matrix<double> a = random_matrix<double>(3, 4, engine), b = random_matrix<double>(5, 6, engine);
  Matrix<double> result = Matrix<double>::from_shape({3, 6});
  CHECK_THROWS_WITH(matmul<double>(a, Transpose::no, b, Transpose::no, result),
                    "matmul: 3 × 4 · 5 × 6 does not give 3 × 6");
  const Matrix<double> fitting = random_matrix<double>(4, 5, engine);
  CHECK_THROWS(matmul<double>(a, Transpose::no, fitting, Transpose::no, result));
}

TEST_CASE("the Gram matrix of two blocks of rows is the sum of theirs") {
  Matrix<double> a = Matrix<double>::from_shape({2, 2}), gram = Matrix<double>::from_shape({2, 2});
  a(0, 0) = 1, a(0, 1) = 2, a(1, 0) = 3, a(1, 1) = 4;
  gram.fill(0);
  add_gram(a, Transpose::yes, gram);
  add_gram(MatrixView<const double>(a).rows(0, 1), Transpose::yes, gram);
  CHECK(gram(0, 0) == 11);
  CHECK(gram(1, 0) == 16);
  CHECK(gram(1, 1) == 24);
}

TEST_CASE("a large Gram matrix has the products of all pairs, whichever way its rows lie") {
  std::mt19937 engine(4);
  constexpr std::size_t n = 600, k = 30;
  const Matrix<double> rows = random_matrix<double>(n, k, engine);
  Matrix<double> columns = Matrix<double>::from_shape({k, n});
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t t = 0; t < k; ++t) columns(t, i) = rows(i, t);
  Matrix<double> of_rows = Matrix<double>::from_shape({n, n}), of_columns = of_rows;
  of_rows.fill(0);
  of_columns.fill(0);
  add_gram(rows, Transpose::no, of_rows);
  add_gram(columns, Transpose::yes, of_columns);
  double greatest_error = 0;
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j <= i; ++j) {
      double product = 0;
      for (std::size_t t = 0; t < k; ++t) product += rows(i, t) * rows(j, t);
      greatest_error =
          std::max({greatest_error, std::abs(of_rows(i, j) - product), std::abs(of_columns(i, j) - product)});
    }
  }
  CHECK(greatest_error < 1e-12);
}

}  // TEST_SUITE("matmul")
