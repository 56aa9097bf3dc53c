#include "diagnosis/proof/proof.hpp"

namespace reluscope {

std::vector<std::vector<UnitProof>> prove(const Network<float>& network, const InputBox& box,
                                          std::span<const std::vector<bool>> dead, MatrixView<const float> rows) {
  const std::vector<LayerBounds> bounds = bounds_of(network, box);
  std::vector<std::vector<UnitProof>> proofs;
  for (std::size_t l = 0; l < bounds.size(); ++l) {
    std::vector<UnitProof>& layer = proofs.emplace_back();
    std::vector<std::size_t> open_and_dead;
    for (std::size_t i = 0; i < bounds[l].upper.size(); ++i) {
      UnitProof proof{.lower = bounds[l].lower[i], .upper = bounds[l].upper[i]};
      if (proof.upper.value <= 0) proof.verdict = ProofStatus::proven_inactive;
      if (proof.lower.value > 0) proof.verdict = ProofStatus::proven_active;
      if (dead[l][i] && proof.verdict == ProofStatus::open) open_and_dead.push_back(i);
      layer.push_back(std::move(proof));
    }
    const auto witnesses = find_witnesses(network, box, l, open_and_dead, bounds[l].upper_slopes, rows);
    for (std::size_t u = 0; u < open_and_dead.size(); ++u) layer[open_and_dead[u]].witness = witnesses[u];
  }
  return proofs;
}

}  // namespace reluscope
