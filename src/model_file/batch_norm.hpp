#pragma once

#include <string>
#include <vector>

#include "model_file/chain_step.hpp"

namespace reluscope {

/// What a batch normalisation with running statistics computes (Ioffe & Szegedy 2015): γ·(x − μ) / √(σ² + ε) + β.
/// All: one value for each feature; no γ: 1, no β: 0. Throws UserError if σ² + ε is not above 0 anywhere. title: of it,
/// for messages.
AffineStep batch_norm_step(const std::vector<double>& mean, const std::vector<double>& variance,
                           const std::vector<double>& gamma, const std::vector<double>& beta, double epsilon,
                           const std::string& title);

}  // namespace reluscope
