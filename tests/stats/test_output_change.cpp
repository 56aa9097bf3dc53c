#include <cmath>
#include <doctest/doctest.h>
#include <limits>

#include "stats/output_change.hpp"

using namespace reluscope;

TEST_SUITE("output_change") {

namespace {

/// y = scale · relu(x).
Network<float> scaling_by(float scale) {
  Network<float> network({1, 1, 1}, Activation());
  network.weights(0).row(0)[0] = 1;
  network.weights(1).row(0)[0] = scale;
  return network;
}

Matrix<float> rows_to(std::size_t count) {
  Matrix<float> rows = Matrix<float>::from_shape({count, 1});
  for (std::size_t j = 0; j < count; ++j) rows(j, 0) = static_cast<float>(j);
  return rows;
}

}  // namespace

TEST_CASE("the greatest change is found among all rows, whatever the threads, and over several blocks") {
  const Network<float> a = scaling_by(1), b = scaling_by(1.25F);
  for (const unsigned threads : {1U, 3U}) {
    ThreadPool pool(threads);
    OutputComparison comparison(a, b, pool);
    const Matrix<float> many = rows_to(1001), few = rows_to(3);
    comparison.add(many);
    comparison.add(few);
    CHECK(comparison.change().rows == 1004);
    CHECK(comparison.change().changed_rows == 1002);  // not where x is 0
    CHECK(comparison.change().greatest_output == 1000);
    CHECK(comparison.change().greatest_change == 250);
    CHECK(comparison.change().relative() == 0.25);
  }
}

TEST_CASE("outputs that are not finite are equal to themselves alone") {
  const float huge = std::numeric_limits<float>::max();
  Network<float> infinite = scaling_by(huge), nan = scaling_by(1);
  nan.bias(1)[0] = std::numeric_limits<float>::quiet_NaN();
  ThreadPool pool(1);
  const Matrix<float> rows = rows_to(5);
  for (const Network<float>* network : {&infinite, &nan}) {
    OutputComparison with_itself(*network, *network, pool);
    with_itself.add(rows);
    CHECK(with_itself.change().relative() == 0);
    const Network<float> finite = scaling_by(1);
    OutputComparison comparison(*network, finite, pool);
    comparison.add(rows);
    CHECK(std::isinf(comparison.change().relative()));
  }
}

}  // TEST_SUITE("output_change")
