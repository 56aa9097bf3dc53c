#pragma once

#include <optional>
#include <span>
#include <vector>

#include "diagnosis/proof/bounds.hpp"
#include "diagnosis/proof/witness.hpp"
#include "stats/closest_rows.hpp"
#include "support/names.hpp"

namespace reluscope {

enum class ProofStatus {
  proven_inactive,  // no input in the box makes the unit fire ("stably inactive", Serra et al. 2020)
  proven_active,    // every input in the box does
  open,
};
template <>
inline constexpr auto k_words<ProofStatus> =
    std::to_array<Word<ProofStatus>>({{ProofStatus::proven_inactive, "proven_inactive"},
                                      {ProofStatus::proven_active, "proven_active"},
                                      {ProofStatus::open, "open"}});

/// What can be said of a unit for every input in a box, beyond the rows that were seen.
struct UnitProof {
  Bound lower, upper;  // of its pre-activation
  ProofStatus verdict = ProofStatus::open;
  std::optional<Witness> witness;  // of a dead unit: an input in the box on which it fires
  bool searched = false;           // for a witness
};

/// The multiplications that searching for witnesses may take, a second or two.
inline constexpr double k_search_budget = 2e10;

/// Per hidden layer and unit. dead: of each hidden layer the units for which a witness is searched if their proof is
/// open, layer by layer, as far as the budget allows; closest: where the search starts, for the same units.
std::vector<std::vector<UnitProof>> prove(const Network<float>& network, const InputBox& box,
                                          std::span<const std::vector<std::size_t>> dead, const ClosestRows& closest,
                                          double budget = k_search_budget);

}  // namespace reluscope
