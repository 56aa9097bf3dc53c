#include <cmath>
#include <doctest/doctest.h>

#include "diagnosis/measures.hpp"
#include "diagnosis/unit_status.hpp"
#include "stats/activation_gram.hpp"

using namespace reluscope;

TEST_SUITE("measures") {

TEST_CASE("a unit's status follows from its active rows alone") {
  CHECK(StatusRule().status_of(0, 1000) == UnitStatus::dead);
  CHECK(StatusRule().status_of(1, 1000) == UnitStatus::sparse);
  CHECK(StatusRule().status_of(10, 1000) == UnitStatus::sparse);  // the bound belongs to it
  CHECK(StatusRule().status_of(11, 1000) == UnitStatus::active);
  CHECK(StatusRule().status_of(999, 1000) == UnitStatus::active);
  CHECK(StatusRule().status_of(1000, 1000) == UnitStatus::always_active);
}

TEST_CASE("one row makes a unit dead or always active") {
  CHECK(StatusRule().status_of(0, 1) == UnitStatus::dead);
  CHECK(StatusRule().status_of(1, 1) == UnitStatus::always_active);
}

TEST_CASE("only relu dies; what saturates is judged by its derivative, and tanh and sigmoid by nothing else") {
  const auto status = [](ActivationKind activation, std::int64_t active_rows, double max_derivative) {
    return StatusRule{.activation = activation, .saturated_below = 0.01}.status_of(active_rows, 1000, max_derivative);
  };
  CHECK(status(ActivationKind::leaky_relu, 0, 0) == UnitStatus::sparse);
  CHECK(status(ActivationKind::leaky_relu, 1000, 0) == UnitStatus::always_active);
  for (const ActivationKind activation : {ActivationKind::elu, ActivationKind::gelu, ActivationKind::silu}) {
    const double greatest = traits_of(activation).greatest_slope;
    CHECK(status(activation, 0, 0.01 * greatest) == UnitStatus::saturated);  // the bound belongs to it
    CHECK(status(activation, 0, 0.0101 * greatest) == UnitStatus::sparse);
    CHECK(status(activation, 500, 1) == UnitStatus::active);
    CHECK(status(activation, 1000, 1) == UnitStatus::always_active);
  }
  for (const ActivationKind activation : {ActivationKind::tanh, ActivationKind::sigmoid}) {
    const double greatest = traits_of(activation).greatest_slope;
    for (const std::int64_t active_rows : {0, 1, 500, 1000}) {
      CHECK(status(activation, active_rows, 0) == UnitStatus::saturated);
      CHECK(status(activation, active_rows, 0.01 * greatest) == UnitStatus::saturated);
      CHECK(status(activation, active_rows, 0.0101 * greatest) == UnitStatus::active);
    }
  }
}

TEST_CASE("dormancy is a unit's mean activation over the layer's") {
  CHECK(dormancy_scores(std::vector<double>{1, 3, 0, 4}) == std::vector<double>{0.5, 1.5, 0, 2});
  CHECK(dormancy_scores(std::vector<double>{0, 0}) == std::vector<double>{0, 0});
}

TEST_CASE("lifetime sparsity is 0 for a constant activation and 1 for a single spike") {
  CHECK(*lifetime_sparsity(8 * 0.5, 8 * 0.25, 8) == doctest::Approx(0));
  CHECK(*lifetime_sparsity(3, 9, 8) == doctest::Approx(1));
  // h = 1, 2, 3, 0: (1 − (6/4)²/(14/4)) / (1 − 1/4) = (1 − 2.25/3.5)/0.75
  CHECK(*lifetime_sparsity(6, 14, 4) == doctest::Approx(0.476190476));
  CHECK_FALSE(lifetime_sparsity(0, 0, 8).has_value());
  CHECK_FALSE(lifetime_sparsity(2, 4, 1).has_value());
}

TEST_CASE("singular values are the roots of the Gram matrix's eigenvalues, greatest first") {
  // H = [[3, 0], [4, 5]]: HᵀH = [[25, 20], [20, 25]], eigenvalues 45 and 5
  Matrix<double> gram = {{25, 20}, {20, 25}};
  const std::vector<double> sigma = singular_values(gram).value();
  gram(0, 0) = NAN;
  CHECK_FALSE(singular_values(gram).has_value());
  REQUIRE(sigma.size() == 2);
  CHECK(sigma[0] == doctest::Approx(std::sqrt(45)));
  CHECK(sigma[1] == doctest::Approx(std::sqrt(5)));
}

TEST_CASE("equal singular values have full effective rank, a single one has rank 1") {
  CHECK(*effective_rank(std::vector<double>{2, 2, 2, 2}) == doctest::Approx(4));
  CHECK(*effective_rank(std::vector<double>{7, 0, 0}) == doctest::Approx(1));
  // shares ¾, ¼: exp(−¾ ln ¾ − ¼ ln ¼)
  CHECK(*effective_rank(std::vector<double>{3, 1}) == doctest::Approx(1.754765));
  CHECK_FALSE(effective_rank(std::vector<double>{0, 0}).has_value());
}

TEST_CASE("srank counts the singular values that hold 99 % of their sum") {
  CHECK(srank(std::vector<double>{98, 1, 0.5, 0.5}) == 2);
  CHECK(srank(std::vector<double>{99.5, 0.5}) == 1);
  CHECK(srank(std::vector<double>{1, 1, 1}) == 3);
  CHECK(srank(std::vector<double>{0, 0}) == 0);
}

}  // TEST_SUITE("measures")
