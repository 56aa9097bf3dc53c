#include <algorithm>
#include <cmath>
#include <doctest/doctest.h>
#include <limits>

#include "diagnosis/proof/proof_case.hpp"
#include "diagnosis/proof/prove_on.hpp"
#include "diagnosis/proof/witness_search.hpp"
#include "support/random.hpp"

using namespace reluscope;

TEST_SUITE("witness") {

namespace {

using Proofs = std::vector<std::vector<UnitProof>>;

/// A random network, a box of groups and numeric inputs, the latter with a margin, and rows in it.
struct Case {
  Case(std::uint64_t seed, std::size_t groups, std::size_t numeric, std::vector<std::size_t> hidden)
      : random(seed, RandomStream::check), network(draw_box(groups, numeric, hidden), Activation()) {
    for (std::size_t l = 0; l < network.hidden_layer_count(); ++l) {
      const MatrixView<float> weights = network.weights(l);
      for (std::size_t i = 0; i < weights.size(); ++i)
        weights.data()[i] = static_cast<float>(random.normal() / std::sqrt(static_cast<double>(weights.columns())));
      for (float& b : network.bias(l)) b = static_cast<float>(0.7 * random.normal() - 0.3);
    }
    draw_rows(20);
  }

  Proofs proofs(bool dead = true) const {
    std::vector<std::vector<bool>> all;
    for (std::size_t l = 0; l < network.hidden_layer_count(); ++l) all.emplace_back(network.layers()[l].units(), dead);
    return prove_on(network, box, all, rows);
  }

  Random random;
  InputBox box;
  Network<float> network;
  Matrix<float> rows;

 private:
  /// Returns the widths of the network.
  std::vector<std::size_t> draw_box(std::size_t groups, std::size_t numeric, std::vector<std::size_t> hidden) {
    for (std::size_t g = 0; g < groups; ++g) {
      const std::size_t count = 1 + random.below(4);
      box.groups.push_back({box.inputs(), count});
      box.lower.insert(box.lower.end(), count, 0);
      box.upper.insert(box.upper.end(), count, 1);
    }
    for (std::size_t k = 0; k < numeric; ++k) {
      const auto low = static_cast<float>(random.normal() - 1), high = static_cast<float>(low + random.uniform(0, 3));
      const double widening = 0.1 * (static_cast<double>(high) - low);
      box.lower.push_back(low - widening);
      box.upper.push_back(high + widening);
    }
    hidden.insert(hidden.begin(), box.inputs());
    hidden.push_back(1);
    return hidden;
  }
  void draw_rows(std::size_t count) {
    rows = Matrix<float>::from_shape({count, box.inputs()});
    for (std::size_t j = 0; j < count; ++j) {
      for (std::size_t k = 0; k < box.inputs(); ++k)
        rows(j, k) = static_cast<float>(box.lower[k] + (0.1 + 0.8 * random.uniform()) * (box.upper[k] - box.lower[k]));
      for (const InputBox::Group& group : box.groups) {
        const std::size_t one = random.below(group.count);
        for (std::size_t k = 0; k < group.count; ++k) rows(j, group.first + k) = k == one ? 1 : 0;
      }
    }
  }
};

/// For one input in [lower, upper], a row in its middle, and these hidden layers: (weights by unit, biases) each.
struct Layer {
  std::vector<std::vector<float>> weights;
  std::vector<float> bias;
};
Proofs proofs_of(const std::vector<Layer>& layers, double lower, double upper, float row) {
  std::vector<std::size_t> widths = {1};
  for (const Layer& layer : layers) widths.push_back(layer.bias.size());
  widths.push_back(1);
  Network<float> network(widths, Activation());
  std::vector<std::vector<bool>> dead;
  for (std::size_t l = 0; l < layers.size(); ++l) {
    for (std::size_t i = 0; i < layers[l].bias.size(); ++i) {
      std::ranges::copy(layers[l].weights[i], network.weights(l).row(i).begin());
      network.bias(l)[i] = layers[l].bias[i];
    }
    dead.emplace_back(layers[l].bias.size(), true);
  }
  InputBox box;
  box.lower = {lower}, box.upper = {upper};
  Matrix<float> rows = Matrix<float>::from_shape({1, 1});
  rows(0, 0) = row;
  return prove_on(network, box, dead, rows);
}

bool is_in_box(const Witness& witness, const InputBox& box) {
  if (witness.size() != box.inputs()) return false;
  for (std::size_t k = 0; k < witness.size(); ++k)
    if (!(witness[k] >= box.lower[k] && witness[k] <= box.upper[k])) return false;
  return std::ranges::all_of(box.groups, [&](const InputBox::Group& group) {
    const auto values = std::span(witness).subspan(group.first, group.count);
    const std::ptrdiff_t ones = std::ranges::count(values, 1.0F), zeros = std::ranges::count(values, 0.0F);
    return ones == 1 && ones + zeros == std::ranges::ssize(values);
  });
}

bool always_fires(Case& c, std::size_t layer, std::size_t unit, const Witness& witness) {
  for (int repetition = 0; repetition < 30; ++repetition)
    if (!(shuffled_z(c.network, layer, unit, witness, c.random) > 0)) return false;
  return true;
}

}  // namespace

TEST_CASE("a witness lies in the box, at one input of each group, and fires in whatever order the sums are taken") {
  std::size_t witnesses = 0;
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    CAPTURE(seed);
    Case c(seed, seed % 3, 1 + seed % 5, {9, 7, 5});
    const Proofs proofs = c.proofs();
    for (std::size_t l = 0; l < proofs.size(); ++l) {
      for (std::size_t i = 0; i < proofs[l].size(); ++i) {
        if (!proofs[l][i].witness) continue;
        ++witnesses;
        CHECK(is_in_box(*proofs[l][i].witness, c.box));
        CHECK(always_fires(c, l, i, *proofs[l][i].witness));
      }
    }
  }
  CHECK(witnesses > 300);
}

TEST_CASE("a unit whose greatest value is a matter of rounding has a witness that fires or none") {
  std::size_t witnesses = 0, without = 0;
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    CAPTURE(seed);
    Case c(seed, seed % 2, 1 + seed % 7, {12});
    for (std::size_t i = 0; i < 12; ++i) {  // the bias that lifts the highest corner to 0, and a little more
      const std::span<const float> weights = c.network.weights(0).row(i);
      const std::vector<double> corner = c.box.highest_corner(std::vector<double>(weights.begin(), weights.end()));
      double sum = 0, size = 0;
      for (std::size_t k = 0; k < corner.size(); ++k)
        sum += weights[k] * corner[k], size += std::abs(weights[k] * corner[k]);
      c.network.bias(0)[i] = static_cast<float>(-sum + size * std::exp2(-20 - static_cast<double>(i)));
    }
    const Proofs proofs = c.proofs();
    for (std::size_t i = 0; i < 12; ++i) {
      (proofs[0][i].witness ? witnesses : without) += 1;
      if (proofs[0][i].witness) CHECK(always_fires(c, 0, i, *proofs[0][i].witness));
    }
  }
  CHECK(witnesses > 50);
  CHECK(without > 50);
}

TEST_CASE("in the first layer there is a witness wherever the highest corner is clearly above 0") {
  std::size_t open = 0;
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    CAPTURE(seed);
    const Case c(seed, seed % 4, 1 + seed % 6, {30});
    const Proofs proofs = c.proofs();
    for (std::size_t i = 0; i < 30; ++i) {
      const std::span<const float> weights = c.network.weights(0).row(i);
      const std::vector<double> corner = c.box.highest_corner(std::vector<double>(weights.begin(), weights.end()));
      double z = c.network.bias(0)[i], size = std::abs(z);
      for (std::size_t k = 0; k < corner.size(); ++k)
        z += weights[k] * corner[k], size += std::abs(weights[k] * corner[k]);
      if (z < 1e-5 * size || proofs[0][i].verdict != ProofStatus::open) continue;
      ++open;
      CHECK(proofs[0][i].witness.has_value());
    }
  }
  CHECK(open > 300);
}

TEST_CASE("only dead units that are open get a witness") {
  std::size_t inactive = 0, active = 0;
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    const Case c(seed, seed % 3, 2, {9, 7, 5});
    for (const auto& layer : c.proofs()) {
      for (const UnitProof& proof : layer) {
        inactive += proof.verdict == ProofStatus::proven_inactive;
        active += proof.verdict == ProofStatus::proven_active;
        if (proof.verdict != ProofStatus::open) CHECK_FALSE(proof.witness.has_value());
      }
    }
    for (const auto& layer : c.proofs(false))
      for (const UnitProof& proof : layer) CHECK_FALSE(proof.witness.has_value());
  }
  CHECK(inactive > 50);
  CHECK(active > 10);
}

TEST_CASE("a witness belongs to its own unit, whichever of the layer are dead") {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    Case c(seed, seed % 3, 3, {20, 20});
    const Proofs all = c.proofs();
    std::vector<std::vector<bool>> dead(2, std::vector<bool>(20));
    for (std::vector<bool>& layer : dead)
      for (std::size_t i = 0; i < 20; ++i) layer[i] = c.random.below(3) == 0;
    const Proofs some = prove_on(c.network, c.box, dead, c.rows);
    for (std::size_t l = 0; l < 2; ++l) {
      for (std::size_t i = 0; i < 20; ++i) {
        CHECK(some[l][i].witness.has_value() == (dead[l][i] && all[l][i].witness.has_value()));
        if (some[l][i].witness) CHECK(always_fires(c, l, i, *some[l][i].witness));
      }
    }
  }
}

TEST_CASE("the verdicts go with the bounds") {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const Case c(seed, seed % 3, 3, {9, 7});
    const std::vector<LayerBounds> bounds = bounds_of(c.network, c.box);
    const Proofs proofs = c.proofs();
    for (std::size_t l = 0; l < proofs.size(); ++l) {
      REQUIRE(proofs[l].size() == c.network.layers()[l].units());
      for (std::size_t i = 0; i < proofs[l].size(); ++i) {
        const UnitProof& proof = proofs[l][i];
        if (proof.upper.method == BoundMethod::branch_and_bound)
          CHECK(proof.upper.value <= std::min(0.0, bounds[l].upper[i].value));
        else
          CHECK(proof.upper.value == bounds[l].upper[i].value);
        CHECK(proof.lower.value == bounds[l].lower[i].value);
        CHECK((proof.verdict == ProofStatus::proven_inactive) == (proof.upper.value <= 0));
        CHECK((proof.verdict == ProofStatus::proven_active) == (proof.lower.value > 0));
      }
    }
  }
}

TEST_CASE("the search is as strong as many rounds of climbing make it") {
  std::size_t found = 0;
  for (std::uint64_t seed = 0; seed < 40; ++seed)
    for (const auto& layer : Case(seed, seed % 3, 4 + seed % 5, {16, 16, 16}).proofs())
      for (const UnitProof& proof : layer) found += proof.witness.has_value();
  CHECK(found >= 1285);  // 1290; with one round 1278
}

TEST_CASE("a layer of more units than are moved at once is searched as its parts are") {
  const Case c(5, 1, 5, {16, 300});
  const auto found_among = [&](std::size_t first, std::size_t end) {
    std::vector<std::vector<bool>> dead = {std::vector<bool>(16), std::vector<bool>(300)};
    for (std::size_t i = first; i < end; ++i) dead[1][i] = true;
    const Proofs proofs = prove_on(c.network, c.box, dead, c.rows);
    std::vector<std::size_t> found;
    for (std::size_t i = 0; i < 300; ++i)
      if (proofs[1][i].witness) found.push_back(i);
    return found;
  };
  std::vector<std::size_t> parts;
  for (std::size_t first = 0; first < 300; first += 60)
    std::ranges::copy(found_among(first, first + 60), std::back_inserter(parts));
  const std::vector<std::size_t> all = found_among(0, 300);
  CAPTURE(all.size());
  CHECK(all == parts);
  CHECK(all.size() >= 240);  // 244
}

TEST_CASE("the search stops where its budget ends, and says which units it left out") {
  const Case c(3, 1, 4, {9, 30, 5});
  const std::vector<std::vector<bool>> dead = {std::vector<bool>(9, true), std::vector<bool>(30, true),
                                               std::vector<bool>(5, true)};
  const Proofs all = c.proofs();
  const double first_layer = 9 * search_cost(c.network, 0), second = search_cost(c.network, 1);
  REQUIRE(std::ranges::count(all[1], ProofStatus::open, &UnitProof::verdict) > 2);
  const Proofs some = prove_on(c.network, c.box, dead, c.rows, {.search_budget = first_layer + 2 * second});
  const Proofs none = prove_on(c.network, c.box, dead, c.rows, {.seconds = 0, .search_budget = 0});
  const std::ptrdiff_t open_first = std::ranges::count(all[0], ProofStatus::open, &UnitProof::verdict);
  for (std::size_t l = 0; l < 3; ++l) {
    for (std::size_t i = 0; i < all[l].size(); ++i) {
      const bool by_bounds = all[l][i].upper.method != BoundMethod::branch_and_bound;
      CHECK(all[l][i].searched == (all[l][i].verdict == ProofStatus::open || !by_bounds));
      if (by_bounds) CHECK(some[l][i].upper.value == all[l][i].upper.value);
      CHECK_FALSE(none[l][i].searched);
      CHECK_FALSE(none[l][i].witness.has_value());
      if (some[l][i].witness) CHECK(some[l][i].searched);
    }
  }
  CHECK(std::ranges::count(some[0], true, &UnitProof::searched) == open_first);
  CHECK(std::ranges::count(some[1], true, &UnitProof::searched) >= 2);
  CHECK(std::ranges::count(some[1], true, &UnitProof::searched) <
        std::ranges::count(all[1], true, &UnitProof::searched) + (open_first < 9));
}

TEST_CASE("a witness is found where only a corner behind a flat stretch makes the unit fire") {
  // ReLU(x) + ReLU(-x) - 0.5 is dead at 0, the middle, and fires at both ends
  const Proofs proofs = proofs_of({{{{1}, {-1}}, {0, 0}}, {{{1, 1}}, {-0.5F}}}, -1, 1, 0);
  REQUIRE(proofs[1][0].witness.has_value());
  CHECK(std::abs(proofs[1][0].witness->front()) > 0.5F);
}

TEST_CASE("a witness is a float within bounds that are not floats") {
  const double lower = 0.1, upper = 0.7;  // as floats they would be outside of these
  REQUIRE(static_cast<double>(static_cast<float>(lower)) > lower);
  REQUIRE(static_cast<double>(static_cast<float>(upper)) < upper);
  for (const double shift : {0.0, 1e-9, 3e-9, -1e-9}) {
    const Proofs proofs = proofs_of({{{{1}, {-1}}, {-0.5F, 0.3F}}}, lower + shift, upper + shift, 0.4F);
    for (const UnitProof& proof : proofs[0]) {
      REQUIRE(proof.witness.has_value());
      CHECK(proof.witness->front() >= lower + shift);
      CHECK(proof.witness->front() <= upper + shift);
    }
    CHECK(proofs[0][0].witness->front() == doctest::Approx(0.7));
    CHECK(proofs[0][1].witness->front() == doctest::Approx(0.1));
  }
}

TEST_CASE("what may overflow proves nothing and makes no witness") {
  const Proofs proofs =
      proofs_of({{{{1e30F}, {-1e30F}}, {0, 0}}, {{{1e30F, -1e30F}, {-1e30F, -1e30F}}, {0, 0}}}, -1, 1, 0);
  for (const UnitProof& proof : proofs[1]) {
    CHECK(proof.verdict == ProofStatus::open);
    CHECK_FALSE(proof.witness.has_value());
  }
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const Proofs odd = proofs_of({{{{nan}, {1}}, {1, nan}}, {{{1, 1}}, {1}}}, -1, 1, 0);
  for (const auto& layer : odd) {
    for (const UnitProof& proof : layer) {
      CHECK(proof.verdict == ProofStatus::open);
      CHECK_FALSE(proof.witness.has_value());
    }
  }
}

TEST_CASE("a box that reaches beyond the floats has witnesses among the floats") {
  const Proofs proofs = proofs_of({{{{1e-30F}}, {-1e7F}}}, -1e300, 1e300, 0);
  if (proofs[0][0].witness) CHECK(std::isfinite(proofs[0][0].witness->front()));
  CHECK(proofs[0][0].verdict == ProofStatus::open);
}

}  // TEST_SUITE("witness")
