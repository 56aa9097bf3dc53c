#include "diagnosis/proof/proof.hpp"

namespace reluscope {

std::vector<std::vector<UnitProof>> prove(const Network<float>& network, const InputBox& box,
                                          std::span<const std::vector<std::size_t>> dead, const ClosestRows& closest,
                                          double budget) {
  const std::vector<LayerBounds> bounds = bounds_of(network, box);
  std::vector<std::vector<UnitProof>> proofs;
  for (std::size_t l = 0; l < bounds.size(); ++l) {
    std::vector<UnitProof>& layer = proofs.emplace_back();
    for (std::size_t i = 0; i < bounds[l].upper.size(); ++i) {
      layer.push_back({.lower = bounds[l].lower[i], .upper = bounds[l].upper[i]});
      if (layer[i].upper.value <= 0) layer[i].verdict = ProofStatus::proven_inactive;
      if (layer[i].lower.value > 0) layer[i].verdict = ProofStatus::proven_active;
    }
    std::vector<std::size_t> searched;
    AlignedVector<float> starts;
    for (std::size_t u = 0; u < dead[l].size(); ++u) {
      UnitProof& proof = layer[dead[l][u]];
      if (proof.verdict != ProofStatus::open || search_cost(network, l) > budget) continue;
      budget -= search_cost(network, l);
      proof.searched = true;
      searched.push_back(dead[l][u]);
      starts.insert(starts.end(), closest.row(l, u).begin(), closest.row(l, u).end());
    }
    const auto witnesses = find_witnesses(network, box, l, searched, bounds[l].upper_slopes,
                                          {starts.data(), searched.size(), box.inputs()});
    for (std::size_t u = 0; u < searched.size(); ++u) layer[searched[u]].witness = witnesses[u];
  }
  return proofs;
}

}  // namespace reluscope
