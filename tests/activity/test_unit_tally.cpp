#include <doctest/doctest.h>
#include <random>

#include "activity/unit_tally.hpp"

using namespace reluscope;

namespace {

Matrix<float> random_preactivations(std::size_t rows, std::size_t units) {
  std::mt19937 engine(static_cast<unsigned>(rows * 1000 + units));
  std::normal_distribution<float> normal(-0.3F);
  Matrix<float> z = Matrix<float>::from_shape({rows, units});
  for (float& x : z) x = normal(engine);
  return z;
}

}  // namespace

TEST_CASE("a tally equals one that is taken value by value in double") {
  for (const auto& [rows, units] :
       {std::pair<std::size_t, std::size_t>{1, 1}, {5, 3}, {64, 64}, {65, 65}, {300, 200}, {1000, 7}}) {
    const Matrix<float> z = random_preactivations(rows, units);
    UnitTally tally(units);
    tally.add(z);
    for (std::size_t i = 0; i < units; ++i) {
      std::int64_t active = 0;
      double sum = 0, square_sum = 0;
      float max = z(0, i);
      for (std::size_t j = 0; j < rows; ++j) {
        const double h = std::max(0.0F, z(j, i));
        active += z(j, i) > 0;
        sum += h;
        square_sum += h * h;
        max = std::max(max, z(j, i));
      }
      CHECK(tally.active_rows[i] == active);
      CHECK(tally.max_preactivation[i] == max);
      CHECK(tally.activation_sum[i] == doctest::Approx(sum).epsilon(2e-6));
      CHECK(tally.square_sum[i] == doctest::Approx(square_sum).epsilon(4e-6));
    }
  }
}

TEST_CASE("a pre-activation of exactly zero is inactive, of either sign") {
  Matrix<float> z = Matrix<float>::from_shape({3, 1});
  z(0, 0) = 0.0F, z(1, 0) = -0.0F, z(2, 0) = std::numeric_limits<float>::denorm_min();
  UnitTally tally(1);
  tally.add(z);
  CHECK(tally.active_rows[0] == 1);
}

TEST_CASE("a unit that never fires has the greatest of its negative pre-activations") {
  Matrix<float> z = Matrix<float>::from_shape({2, 1});
  z(0, 0) = -3, z(1, 0) = -2;
  UnitTally tally(1);
  tally.add(z);
  CHECK(tally.active_rows[0] == 0);
  CHECK(tally.activation_sum[0] == 0);
  CHECK(tally.max_preactivation[0] == -2);
}

TEST_CASE("merged tallies of two halves are the tally of the whole") {
  const Matrix<float> z = random_preactivations(128, 10);
  UnitTally whole(10), first(10), second(10);
  whole.add(z);
  first.add(MatrixView<const float>(z).rows(0, 64));
  second.add(MatrixView<const float>(z).rows(64, 64));
  first.merge(second);
  CHECK(first.active_rows == whole.active_rows);
  CHECK(first.activation_sum == whole.activation_sum);
  CHECK(first.square_sum == whole.square_sum);
  CHECK(first.max_preactivation == whole.max_preactivation);
}
