#pragma once

#include <vector>

#include "diagnosis/proof/proof.hpp"

namespace reluscope {

/// Sets the proven radius and the wake distance of the dead units, and the witness closest to a row that is found.
/// budget: the multiplications that the radii may take, in all; attack_budget: the attacks.
void measure_vicinity(const Bounder& bounder, const ProofInput& input, double budget, double attack_budget,
                      ThreadPool& pool, std::vector<std::vector<UnitProof>>& proofs);

}  // namespace reluscope
