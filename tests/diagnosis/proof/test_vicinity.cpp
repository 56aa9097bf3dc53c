#include <algorithm>
#include <cmath>
#include <doctest/doctest.h>

#include "diagnosis/proof/attack.hpp"
#include "diagnosis/proof/proof_case.hpp"
#include "diagnosis/proof/row_distance.hpp"
#include "diagnosis/proof/share_grid.hpp"

using namespace reluscope;

TEST_SUITE("vicinity") {

namespace {

InputRange range_of(const ProofCase& c) {
  InputRange range(c.box.inputs());
  range.add(c.rows);
  return range;
}

/// Points within a share of every range around a row, in the box: half of them at the ends.
std::vector<float> draw_near(ProofCase& c, std::span<const double> widths, std::span<const float> row, double share) {
  std::vector<float> x(row.begin(), row.end());
  const bool corner = c.random.below(2) == 0;
  for (std::size_t k = 0; k < x.size(); ++k) {
    const double at = corner ? (c.random.below(2) == 0 ? -1 : 1) : c.random.uniform(-1, 1);
    x[k] = static_cast<float>(std::clamp(row[k] + at * share * widths[k], c.box.lower[k], c.box.upper[k]));
    if (widths[k] == 0) x[k] = row[k];
  }
  return x;
}

double distance_from_rows(const ProofCase& c, std::span<const float> point) {
  const RowDistance measure(range_of(c), c.box.groups);
  double least = 1e9;
  for (std::size_t j = 0; j < c.rows.shape()[0]; ++j)
    least = std::min(least, measure(point, MatrixView<const float>(c.rows).row(j), 1e9));
  return least;
}

}  // namespace

TEST_CASE("shares on the grid have two digits and rise from 0 to 1") {
  CHECK(share_at(0) == 0);
  CHECK(share_at(1) == 1e-5);
  CHECK(share_at(90) == 9.9e-5);
  CHECK(share_at(91) == 1e-4);
  CHECK(share_at(k_last_share - 1) == 0.99);
  CHECK(share_at(k_last_share) == 1);
  for (std::size_t i = 0; i < k_last_share; ++i) CHECK(share_at(i) < share_at(i + 1));
}

TEST_CASE("within its proven radius no unit is woken, by points at random or by attacks around every row") {
  std::size_t units = 0, woken = 0;
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    CAPTURE(seed);
    ProofCase c(seed, seed % 3, 2 + seed % 4, {10, 9, 8}, 20, -0.5);
    const auto dead = c.dead();
    const auto proofs = prove_on(c.network, c.box, dead, c.rows, {.seconds = 0.05});
    const RowDistance measure(range_of(c), c.box.groups);
    for (std::size_t l = 0; l < 3; ++l) {
      Attack attack(c.network, {}, l);
      const auto slopes = bounds_of(c.network, c.box)[l].upper_slopes;
      for (std::size_t i = 0; i < dead[l].size(); ++i) {
        if (!dead[l][i]) {
          CHECK_FALSE(proofs[l][i].proven_radius.has_value());
          CHECK_FALSE(proofs[l][i].wake_distance.has_value());
          continue;
        }
        CAPTURE(l);
        CAPTURE(i);
        REQUIRE(proofs[l][i].proven_radius.has_value());
        const double radius = *proofs[l][i].proven_radius;
        if (proofs[l][i].verdict == ProofStatus::proven_inactive) CHECK(radius == 1);
        if (proofs[l][i].wake_distance) CHECK(radius <= *proofs[l][i].wake_distance);
        if (radius == 0) continue;
        ++units;
        const std::size_t rows = c.rows.shape()[0];
        AttackBatch batch(rows, c.box.inputs());
        for (std::size_t j = 0; j < rows; ++j) {
          const std::span<const float> row = MatrixView<const float>(c.rows).row(j);
          for (int draw = 0; draw < 20; ++draw)
            woken += shuffled_z(c.network, l, i, draw_near(c, measure.widths(), row, radius), c.random) > 0;
          std::vector<double> lower, upper;
          for (std::size_t k = 0; k < row.size(); ++k) {
            const double around = radius * measure.widths()[k];
            lower.push_back(around > 0 ? std::max(row[k] - around, c.box.lower[k]) : row[k]);
            upper.push_back(around > 0 ? std::min(row[k] + around, c.box.upper[k]) : row[k]);
          }
          set_box(batch, j, lower, upper);
          batch.units[j] = i;
          std::ranges::copy(row, MatrixView<float>(batch.points).row(j).begin());
        }
        attack.climb(batch, slopes, 40, 0.3F);
        woken += static_cast<std::size_t>(std::ranges::count(batch.fires, true));
      }
    }
  }
  CHECK(units > 300);
  CHECK(woken == 0);
}

TEST_CASE("the wake distance is that of the witness, which fires, from the nearest row") {
  std::size_t woken = 0;
  for (std::uint64_t seed = 0; seed < 30; ++seed) {
    CAPTURE(seed);
    ProofCase c(seed, seed % 3, 3, {10, 9, 8});
    const auto dead = c.dead();
    const auto proofs = prove_on(c.network, c.box, dead, c.rows);
    for (std::size_t l = 0; l < 3; ++l) {
      for (std::size_t i = 0; i < proofs[l].size(); ++i) {
        const UnitProof& proof = proofs[l][i];
        CHECK(proof.wake_distance.has_value() == proof.witness.has_value());
        CHECK(proof.nearest_witness.has_value() == proof.witness.has_value());
        if (!proof.witness) continue;
        ++woken;
        CHECK(*proof.wake_distance == distance_from_rows(c, *proof.nearest_witness));
        for (int draw = 0; draw < 10; ++draw) CHECK(shuffled_z(c.network, l, i, *proof.nearest_witness, c.random) > 0);
      }
    }
  }
  CHECK(woken > 30);
}

TEST_CASE("in the first layer, where bounds are exact, radius and wake distance meet") {
  std::size_t compared = 0;
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    CAPTURE(seed);
    ProofCase c(seed, seed % 2, 4, {30}, 20, -0.8);
    const auto proofs = prove_on(c.network, c.box, c.dead(), c.rows);
    for (const UnitProof& proof : proofs[0]) {
      if (!proof.proven_radius || !proof.wake_distance || *proof.wake_distance >= 1 || *proof.wake_distance < 1e-4)
        continue;
      ++compared;
      CHECK(*proof.wake_distance <= *proof.proven_radius * 1.13 + 1e-5);  // the grid, and the bisection's precision
    }
  }
  CHECK(compared > 40);
}

TEST_CASE("of one input both are what arithmetic says") {
  // ReLU(x - 3) - 0.5 with rows from 0 to 2 in [0, 10]: fires beyond 3.5
  Network<float> network({1, 1, 1, 1}, Activation());
  network.weights(0).row(0)[0] = 1;
  network.bias(0)[0] = -3;
  network.weights(1).row(0)[0] = 1;
  network.bias(1)[0] = -0.5F;
  InputBox box;
  box.lower = {0}, box.upper = {10};
  Matrix<float> rows = Matrix<float>::from_shape({4, 1});
  rows(0, 0) = 0, rows(1, 0) = 2, rows(2, 0) = 1, rows(3, 0) = 0.5F;
  const UnitProof proof = prove_on(network, box, std::vector<std::vector<bool>>{{false}, {true}}, rows)[1][0];
  CHECK(proof.proven_radius == 0.74);  // 1.5 of a range of 2
  REQUIRE(proof.wake_distance.has_value());
  CHECK(*proof.wake_distance == doctest::Approx(0.75).epsilon(0.03));
  CHECK(proof.nearest_witness->front() > 3.5F);
  CHECK(proof.witness->front() == 10);
}

TEST_CASE("a changed category counts as 1") {
  // fires where the second of two categories meets x > 0.5, which no row has
  Network<float> network({3, 1, 1}, Activation());
  network.weights(0).row(0)[0] = 0, network.weights(0).row(0)[1] = 1, network.weights(0).row(0)[2] = 1;
  network.bias(0)[0] = -1.5F;
  InputBox box;
  box.lower = {0, 0, 0}, box.upper = {1, 1, 1};
  box.groups = {{0, 2}};
  Matrix<float> rows = Matrix<float>::from_shape({2, 3});
  rows(0, 0) = 1, rows(0, 1) = 0, rows(0, 2) = 1;
  rows(1, 0) = 0, rows(1, 1) = 1, rows(1, 2) = 0;
  const auto dead = std::vector<std::vector<bool>>{{true}};
  const UnitProof proof = prove_on(network, box, dead, rows)[0][0];
  CHECK(proof.proven_radius == 0.49);
  CHECK(*proof.wake_distance == doctest::Approx(0.5).epsilon(0.03));
  rows(1, 2) = rows(0, 2) = 0;  // now the numeric feature has no range
  box.upper[2] = 1;
  const UnitProof other = prove_on(network, box, dead, rows)[0][0];
  CHECK(other.proven_radius == 1);
}

TEST_CASE("of some of the rows there is a wake distance and no radius; with too little work there is none either") {
  ProofCase c(3, 1, 3, {12, 10});
  const auto some = prove_on(c.network, c.box, c.dead(), c.rows, {}, 1, false);
  const auto all = prove_on(c.network, c.box, c.dead(), c.rows);
  const auto poor = prove_on(c.network, c.box, c.dead(), c.rows, {.seconds = 1e-7});
  const auto box = prove_on(c.network, c.box, c.dead(), c.rows, {.mode = ProofMode::box});
  std::size_t woken = 0;
  for (std::size_t l = 0; l < 2; ++l) {
    for (std::size_t i = 0; i < all[l].size(); ++i) {
      const bool is_proven = some[l][i].verdict == ProofStatus::proven_inactive;
      CHECK(some[l][i].proven_radius.has_value() == (is_proven && all[l][i].proven_radius.has_value()));
      if (!is_proven) CHECK_FALSE(poor[l][i].proven_radius.has_value());
      CHECK(some[l][i].wake_distance.has_value() == all[l][i].wake_distance.has_value());
      CHECK_FALSE(box[l][i].proven_radius.has_value());
      CHECK_FALSE(box[l][i].wake_distance.has_value());
      woken += some[l][i].wake_distance.has_value();
    }
  }
  CHECK(woken > 0);
}

TEST_CASE("proofs do not depend on the number of threads") {
  ProofCase c(5, 2, 4, {20, 20, 12}, 300, -0.6);
  const auto dead = c.dead();
  const auto one = prove_on(c.network, c.box, dead, c.rows, {}, 1),
             four = prove_on(c.network, c.box, dead, c.rows, {}, 4);
  for (std::size_t l = 0; l < 3; ++l) {
    for (std::size_t i = 0; i < one[l].size(); ++i) {
      CHECK(one[l][i].upper.value == four[l][i].upper.value);
      CHECK(one[l][i].witness == four[l][i].witness);
      CHECK(one[l][i].nearest_witness == four[l][i].nearest_witness);
      CHECK(one[l][i].proven_radius == four[l][i].proven_radius);
      CHECK(one[l][i].wake_distance == four[l][i].wake_distance);
    }
  }
}

}  // TEST_SUITE("vicinity")
