#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "diagnosis/proof/bounds.hpp"
#include "diagnosis/proof/witness.hpp"

namespace reluscope {

enum class ProofStatus {
  proven_inactive,  // no input in the box makes the unit fire ("stably inactive", Serra et al. 2020)
  proven_active,    // every input in the box does
  open,
};

/// What can be said of a unit for every input in a box, beyond the rows that were seen.
struct UnitProof {
  Bound lower, upper;  // of its pre-activation
  ProofStatus verdict = ProofStatus::open;
  std::optional<Witness> witness;  // of a dead unit: an input in the box on which it fires
};

/// Per hidden layer and unit. dead: the units for which a witness is looked for; rows: the training rows (rows ×
/// inputs), from which the search starts.
std::vector<std::vector<UnitProof>> prove(const Network<float>& network, const InputBox& box,
                                          std::span<const std::vector<bool>> dead, MatrixView<const float> rows);

/// As in the report: "proven_inactive", "proven_active", "open".
std::string_view name_of(ProofStatus verdict);
/// As in the report: "interval", "crown".
std::string_view name_of(BoundMethod method);

}  // namespace reluscope
