#include <doctest/doctest.h>

#include "diagnosis/proof/exact_maximum.hpp"
#include "diagnosis/proof/proof_case.hpp"

using namespace reluscope;

TEST_SUITE("decisions") {

// What attack and branch and bound find out of tiny networks, against their exact maxima.

namespace {

constexpr double k_margin = 0.02;

/// Three inputs, 8 and 16 units; each of the second layer gets the bias at which its greatest value is `margin`, or
/// minus that.
ProofCase tiny_case(std::uint64_t seed, double margin) {
  ProofCase c(seed, 0, 3, {8, 16});
  for (std::size_t i = 0; i < 16; ++i) {
    c.network.bias(1)[i] = 0;
    const double greatest = ExactMaximum(c.network, i, c.box).value();
    c.network.bias(1)[i] = static_cast<float>(margin - greatest);
  }
  return c;
}

std::size_t woken(const std::vector<UnitProof>& layer) {
  return static_cast<std::size_t>(
      std::ranges::count_if(layer, [](const UnitProof& proof) { return proof.witness.has_value(); }));
}

}  // namespace

TEST_CASE("the attack alone wakes nearly all units that wake by a little somewhere in the box") {
  std::size_t units = 0, found = 0;
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    ProofCase c = tiny_case(seed, k_margin);
    const auto proofs = prove_on(c.network, c.box, c.dead(true), c.rows, {.mode = ProofMode::box, .seconds = 0});
    units += 16;
    found += woken(proofs[1]);
  }
  MESSAGE(found << " of " << units);
  CHECK(found >= units * 98 / 100);
}

TEST_CASE("branch and bound decides all of them, both ways") {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    CAPTURE(seed);
    for (const double margin : {k_margin, -k_margin}) {
      ProofCase c = tiny_case(seed, margin);
      const auto proofs = prove_on(c.network, c.box, c.dead(true), c.rows, {.mode = ProofMode::box, .seconds = 1});
      for (const UnitProof& proof : proofs[1]) {
        CHECK(proof.witness.has_value() == (margin > 0));
        CHECK((proof.verdict == ProofStatus::proven_inactive) == (margin < 0));
        CHECK((proof.upper.value <= 0) == (margin < 0));
        if (margin < 0) CHECK(proof.upper.value >= margin - 1e-4);
        if (proof.upper.value <= 0) CHECK(proof.lower.value <= proof.upper.value);
      }
    }
  }
}

TEST_CASE("without work for branch and bound nothing is proven that the bounds do not prove") {
  std::size_t proven = 0;
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    ProofCase c = tiny_case(seed, -k_margin);
    const auto proofs = prove_on(c.network, c.box, c.dead(true), c.rows, {.mode = ProofMode::box, .seconds = 0});
    for (const UnitProof& proof : proofs[1]) {
      proven += proof.verdict == ProofStatus::proven_inactive;
      CHECK(proof.upper.method != BoundMethod::branch_and_bound);
    }
  }
  CHECK(proven < 80);
}

TEST_CASE("shares of categories are split too, and what is proven of them holds for their mixtures") {
  std::size_t proven = 0;
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    CAPTURE(seed);
    ProofCase c(seed, 2, 2, {10, 12}, 20, -0.5);
    const auto proofs = prove_on(c.network, c.box, c.dead(), c.rows, {.mode = ProofMode::box, .seconds = 0.5});
    for (std::size_t i = 0; i < 12; ++i) {
      if (proofs[1][i].upper.method != BoundMethod::branch_and_bound) continue;
      ++proven;
      for (int draw = 0; draw < 300; ++draw) {
        std::vector<float> x;
        for (std::size_t k = 0; k < c.box.inputs(); ++k)
          x.push_back(static_cast<float>(c.random.below(3) > 0
                                             ? c.random.uniform(c.box.lower[k], c.box.upper[k])
                                             : (c.random.below(2) > 0 ? c.box.lower : c.box.upper)[k]));
        for (const auto& [first, count] : c.box.groups) {  // sixteenths of one
          std::fill_n(x.begin() + static_cast<std::ptrdiff_t>(first), count, 0.0F);
          for (int part = 0; part < 16; ++part) x[first + c.random.below(count)] += 0x1p-4F;
        }
        CHECK(shuffled_z(c.network, 1, i, x, c.random) <= proofs[1][i].upper.value);
      }
    }
  }
  CHECK(proven > 5);
}

TEST_CASE("a category that no row has wakes nothing") {
  ProofCase c(1, 1, 1, {4});
  const auto [first, count] = c.box.groups.front();
  for (float& w : c.network.weights(0).row(0)) w = 0;
  c.network.weights(0).row(0)[first + 1] = 2;  // fires for the second category alone
  c.network.bias(0)[0] = -1;
  auto dead = c.dead(true);
  CHECK(prove_on(c.network, c.box, dead, c.rows)[0][0].witness.has_value());
  c.box.upper[first + 1] = 0;
  for (std::size_t j = 0; j < c.rows.shape()[0]; ++j)
    if (c.rows(j, first + 1) > 0) c.rows(j, first + 1) = 0, c.rows(j, first) = 1;
  const UnitProof proof = prove_on(c.network, c.box, dead, c.rows)[0][0];
  CHECK(proof.verdict == ProofStatus::proven_inactive);
  CHECK(proof.upper.value == doctest::Approx(-1));
}

}  // TEST_SUITE("decisions")
