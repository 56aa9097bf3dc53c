#include <doctest/doctest.h>

#include "linalg/matrix.hpp"
#include "linalg/transpose.hpp"

using namespace reluscope;

TEST_SUITE("transpose") {

TEST_CASE_TEMPLATE("each value goes to its mirror place, whatever is left over beside whole tiles", T, float, double) {
  for (const std::size_t m : {1, 7, 8, 9, 24, 31}) {
    for (const std::size_t n : {1, 5, 8, 16, 23}) {
      Matrix<T> a = Matrix<T>::from_shape({m, n}), result = Matrix<T>::from_shape({n, m});
      for (std::size_t k = 0; k < a.size(); ++k) a.data()[k] = static_cast<T>(k);
      result.fill(-1);
      transpose_into<T>(a, result);
      for (std::size_t i = 0; i < m; ++i)
        for (std::size_t k = 0; k < n; ++k) REQUIRE(result(k, i) == a(i, k));
    }
  }
}

}  // TEST_SUITE("transpose")
