#include <algorithm>
#include <bit>
#include <cmath>
#include <doctest/doctest.h>
#include <limits>
#include <random>
#include <vector>

#include "linalg/fused.hpp"
#include "linalg/matmul.hpp"
#include "linalg/vector_target.hpp"
#include "random_matrix.hpp"

using namespace reluscope;

TEST_SUITE("matmul") {

namespace {

/// As the header says it.
template <class T>
Matrix<T> term_by_term(const Matrix<T>& a, const Matrix<T>& b) {
  const std::size_t m = a.shape()[0], k = a.shape()[1], n = b.shape()[1];
  Matrix<T> result = Matrix<T>::from_shape({m, n});
  for (std::size_t i = 0; i < m; ++i) {
    for (std::size_t j = 0; j < n; ++j) {
      T sum = 0;
      for (std::size_t t = 0; t < k; ++t) sum = std::fma(a(i, t), b(t, j), sum);
      result(i, j) = sum;
    }
  }
  return result;
}

template <class T>
Matrix<T> transposed(const Matrix<T>& a) {
  Matrix<T> result = Matrix<T>::from_shape({a.shape()[1], a.shape()[0]});
  for (std::size_t i = 0; i < a.shape()[0]; ++i)
    for (std::size_t j = 0; j < a.shape()[1]; ++j) result(j, i) = a(i, j);
  return result;
}

std::vector<VectorTarget> supported_targets() {
  std::vector<VectorTarget> targets;
  for (const auto& entry : k_words<VectorTarget>)
    if (is_supported(entry.value)) targets.push_back(entry.value);
  return targets;
}

}  // namespace

TEST_CASE_TEMPLATE("a product is the sum of its terms in their order, each fused, to the bit, whatever the vectors", T,
                   float, double) {
  const VectorTarget best = vector_target();
  std::mt19937 engine(1);
  const auto draw = [&](std::size_t most) { return std::uniform_int_distribution<std::size_t>(1, most)(engine); };
  const auto check = [&](std::size_t m, std::size_t k, std::size_t n, bool is_for_all) {
    CAPTURE(m);
    CAPTURE(k);
    CAPTURE(n);
    const Matrix<T> a = random_matrix<T>(m, k, engine), b = random_matrix<T>(k, n, engine);
    const Matrix<T> a_lying = transposed(a), b_lying = transposed(b), expected = term_by_term(a, b);
    for (const VectorTarget target : supported_targets()) {
      const bool is_slow = target == VectorTarget::scalar || target == VectorTarget::sse4;  // fused in software
      if (is_slow && !is_for_all) continue;
      CAPTURE(name_of(target));
      use(target);
      for (const Transpose ta : {Transpose::no, Transpose::yes}) {
        for (const Transpose tb : {Transpose::no, Transpose::yes}) {
          // neither what was there counts, nor is anything beside it touched
          Matrix<T> wide = Matrix<T>::from_shape({m + 2, n});
          wide.fill(-7);
          matmul<T>(ta == Transpose::yes ? a_lying : a, ta, tb == Transpose::yes ? b_lying : b, tb,
                    MatrixView<T>(wide).rows(1, m));
          REQUIRE(std::equal(wide.begin() + n, wide.end() - n, expected.begin()));
          REQUIRE(std::count(wide.begin(), wide.begin() + n, -7) == n);
          REQUIRE(std::count(wide.end() - n, wide.end(), -7) == n);
        }
      }
    }
    use(best);
  };
  for (std::size_t m = 1; m <= 70; ++m)
    for (std::size_t n = 1; n <= 70; ++n) check(m, 1 + (m * n) % 70, n, draw(30) == 1);
  for (int round = 0; round < 300; ++round) {  // long in one direction
    const std::size_t most = round % 30 == 0 ? 300 : 40;
    check(draw(round % 3 == 0 ? 2000 : most), draw(round % 3 == 1 ? 2000 : most), draw(round % 3 == 2 ? 2000 : most),
          round % 30 == 1);
  }
  for (const std::size_t k : {1, 191, 192, 193, 384, 385}) check(25, k, 41, true);  // panels end there
  check(0, 3, 5, true);
  check(3, 0, 5, true);
}

TEST_CASE("what is infinite or not a number stays in its row and column") {
  std::mt19937 engine(2);
  Matrix<float> a = random_matrix<float>(9, 5, engine), b = random_matrix<float>(5, 19, engine);
  a(2, 3) = std::numeric_limits<float>::infinity();
  b(4, 18) = std::numeric_limits<float>::quiet_NaN();
  Matrix<float> result = Matrix<float>::from_shape({9, 19});
  matmul<float>(a, Transpose::no, b, Transpose::no, result);
  for (std::size_t i = 0; i < 9; ++i)
    for (std::size_t j = 0; j < 19; ++j) CHECK(std::isfinite(result(i, j)) == (i != 2 && j != 18));
}

TEST_CASE("a fused multiply-add without an instruction for it is rounded once, as that of the library") {
  std::mt19937_64 engine(7);
  const auto any_float = [&] { return std::bit_cast<float>(static_cast<std::uint32_t>(engine())); };
  const auto near_one = [&] {
    return std::ldexp(1 + std::ldexp(static_cast<float>(engine() % 64), -23), static_cast<int>(engine() % 3) - 1);
  };
  for (int round = 0; round < 2'000'000; ++round) {
    const bool is_close = round % 2 == 0;  // so that many sums are near a tie
    const float a = is_close ? near_one() : any_float(), b = is_close ? near_one() : any_float();
    const float c = is_close ? std::ldexp(near_one(), -static_cast<int>(engine() % 60)) * (engine() % 2 == 0 ? 1 : -1)
                             : any_float();
    const float ours = fused_multiply_add(a, b, c), theirs = std::fma(a, b, c);
    REQUIRE((std::bit_cast<std::uint32_t>(ours) == std::bit_cast<std::uint32_t>(theirs) ||
             (std::isnan(ours) && std::isnan(theirs))));
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
  Matrix<double> high = Matrix<double>::from_shape({4, 5}), low = Matrix<double>::from_shape({2, 5});
  CHECK_THROWS(matmul<double>(a, Transpose::no, fitting, Transpose::no, high));
  CHECK_THROWS(matmul<double>(a, Transpose::no, fitting, Transpose::no, low));
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
