#include <algorithm>
#include <bit>
#include <cmath>
#include <doctest/doctest.h>
#include <limits>
#include <random>

#include "linalg/panel_product.hpp"
#include "model/relu.hpp"
#include "random_matrix.hpp"

using namespace reluscope;

TEST_SUITE("panel product") {

namespace {

/// A product as the header says it: term by term, each fused into the sum.
Matrix<float> term_by_term(const Matrix<float>& a, Transpose ta, const Matrix<float>& b, Transpose tb) {
  const bool a_lies = ta == Transpose::yes, b_lies = tb == Transpose::yes;
  const std::size_t m = a.shape()[a_lies ? 1 : 0], k = a.shape()[a_lies ? 0 : 1], n = b.shape()[b_lies ? 0 : 1];
  Matrix<float> result = Matrix<float>::from_shape({m, n});
  for (std::size_t i = 0; i < m; ++i) {
    for (std::size_t j = 0; j < n; ++j) {
      float sum = 0;
      for (std::size_t t = 0; t < k; ++t) sum = std::fma(a_lies ? a(t, i) : a(i, t), b_lies ? b(j, t) : b(t, j), sum);
      result(i, j) = sum;
    }
  }
  return result;
}

}  // namespace

TEST_CASE("a product by panels is the sum of its terms in their order to the bit, whatever the shape" *
          doctest::skip(!fits_panels(1))) {
  std::mt19937 engine(1);
  const auto check = [&](std::size_t m, std::size_t k, std::size_t n) {
    CAPTURE(m);
    CAPTURE(k);
    CAPTURE(n);
    for (const Transpose ta : {Transpose::no, Transpose::yes}) {
      for (const Transpose tb : {Transpose::no, Transpose::yes}) {
        const Matrix<float> a =
            ta == Transpose::yes ? random_matrix<float>(k, m, engine) : random_matrix<float>(m, k, engine);
        const Matrix<float> b =
            tb == Transpose::yes ? random_matrix<float>(n, k, engine) : random_matrix<float>(k, n, engine);
        // neither what was there counts, nor is anything beside it touched
        Matrix<float> wide = Matrix<float>::from_shape({m + 2, n});
        wide.fill(-7);
        multiply_by_panels(a, ta, b, tb, MatrixView<float>(wide).rows(1, m));
        REQUIRE(std::equal(wide.begin() + n, wide.end() - n, term_by_term(a, ta, b, tb).begin()));
        REQUIRE(std::count(wide.begin(), wide.begin() + n, -7) == n);
        REQUIRE(std::count(wide.end() - n, wide.end(), -7) == n);
      }
    }
  };
  for (std::size_t m = 1; m <= 13; ++m)
    for (std::size_t n = 1; n <= 33; ++n) check(m, 1 + (m * n) % 7, n);
  for (const std::size_t k : {1, 8, 319, 320}) check(25, k, 41);
  for (std::size_t m = 1; m <= 4; ++m)
    for (const std::size_t n : {48, 64, 77, 96}) check(m, 40, n);
  check(256, 28, 64);
  check(256, 32, 2);
  check(0, 3, 5);
  check(3, 0, 5);
  check(1000, 200, 20);  // two blocks of rows
  check(10, 32, 32);
}

TEST_CASE("a product by panels is finished as `apply` finishes it afterwards, to the bit, and each −0 stays one" *
          doctest::skip(!fits_panels(1))) {
  std::mt19937 engine(3);
  const auto bits = [](float value) { return std::bit_cast<std::uint32_t>(value); };
  for (std::size_t m = 1; m <= 14; ++m) {
    for (std::size_t n = 1; n <= 34; ++n) {
      CAPTURE(m);
      CAPTURE(n);
      Matrix<float> a = random_matrix<float>(m, 3, engine), b = random_matrix<float>(3, n, engine);
      a(m - 1, 0) = std::numeric_limits<float>::quiet_NaN();
      Matrix<float> bias = random_matrix<float>(1, n, engine), h = random_matrix<float>(m, n, engine);
      for (std::size_t i = 0; i < m * n; i += 3) h.data()[i] = i % 2 == 0 ? 0.0F : -0.0F;
      for (std::size_t j = 0; j < n; j += 5) {  // z = 0, as −0
        for (std::size_t t = 0; t < 3; ++t) b(t, j) = 0;
        bias(0, j) = -0.0F;
      }
      for (const Epilogue<float>& finish : {Relu<float>().forward_epilogue(bias), Relu<float>(0).backward_epilogue(h),
                                            Relu<float>(1).backward_epilogue(h)}) {
        Matrix<float> wide = Matrix<float>::from_shape({m + 2, n});
        wide.fill(-7);
        multiply_by_panels(a, Transpose::no, b, Transpose::no, MatrixView<float>(wide).rows(1, m), finish);
        Matrix<float> expected = term_by_term(a, Transpose::no, b, Transpose::no);
        apply<float>(finish, expected);
        REQUIRE(
            std::ranges::equal(std::span(wide.data() + n, m * n), std::span(expected.data(), m * n), {}, bits, bits));
        REQUIRE(std::count(wide.begin(), wide.begin() + n, -7) == n);
        REQUIRE(std::count(wide.end() - n, wide.end(), -7) == n);
      }
    }
  }
}

TEST_CASE("what is infinite or not a number stays in its row and column" * doctest::skip(!fits_panels(1))) {
  std::mt19937 engine(2);
  Matrix<float> a = random_matrix<float>(9, 5, engine), b = random_matrix<float>(5, 19, engine);
  a(2, 3) = std::numeric_limits<float>::infinity();
  b(4, 18) = std::numeric_limits<float>::quiet_NaN();
  Matrix<float> result = Matrix<float>::from_shape({9, 19});
  multiply_by_panels(a, Transpose::no, b, Transpose::no, result);
  for (std::size_t i = 0; i < 9; ++i)
    for (std::size_t j = 0; j < 19; ++j) CHECK(std::isfinite(result(i, j)) == (i != 2 && j != 18));
}

TEST_CASE("panels take sums of up to 320 terms, where the processor can multiply and add in one") {
#if defined(__x86_64__)
  CHECK(fits_panels(320) == (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")));
#endif
  CHECK(!fits_panels(321));
}

}  // TEST_SUITE("panel product")
