#pragma once

#include <random>

#include "linalg/matrix.hpp"

/// Elements from the normal distribution.
template <class T>
reluscope::Matrix<T> random_matrix(std::size_t rows, std::size_t columns, std::mt19937& engine) {
  reluscope::Matrix<T> m = reluscope::Matrix<T>::from_shape({rows, columns});
  std::normal_distribution<T> normal;
  for (T& x : m) x = normal(engine);
  return m;
}
