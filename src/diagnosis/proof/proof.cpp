#include "diagnosis/proof/proof.hpp"

#include <algorithm>

#include "diagnosis/proof/branch_and_bound.hpp"
#include "diagnosis/proof/vicinity.hpp"
#include "diagnosis/proof/witness_search.hpp"

namespace reluscope {
namespace {

using Proofs = std::vector<std::vector<UnitProof>>;

Proofs by_bounds(const std::vector<LayerBounds>& bounds) {
  Proofs proofs;
  for (const LayerBounds& of_layer : bounds) {
    std::vector<UnitProof>& layer = proofs.emplace_back();
    for (std::size_t i = 0; i < of_layer.upper.size(); ++i) {
      layer.push_back({.lower = of_layer.lower[i], .upper = of_layer.upper[i]});
      if (layer[i].upper.value <= 0) layer[i].verdict = ProofStatus::proven_inactive;
      if (layer[i].lower.value > 0) layer[i].verdict = ProofStatus::proven_active;
    }
  }
  return proofs;
}

/// Reduces the budget by what it takes.
void attack(const Bounder& bounder, const ProofInput& input, double& budget, ThreadPool& pool, Proofs& proofs) {
  for (std::size_t l = 0; l < bounder.depth(); ++l) {
    const double cost = search_cost(input.network, l);
    std::vector<std::size_t> searched;
    AlignedVector<float> starts;
    for (std::size_t u = 0; u < input.dead[l].size(); ++u) {
      UnitProof& proof = proofs[l][input.dead[l][u]];
      if (proof.verdict != ProofStatus::open || cost > budget) continue;
      budget -= cost;
      proof.searched = true;
      searched.push_back(input.dead[l][u]);
      starts.insert(starts.end(), input.closest.row(l, u).begin(), input.closest.row(l, u).end());
    }
    const auto witnesses =
        find_witnesses(bounder, l, searched, {starts.data(), searched.size(), input.box.inputs()}, pool);
    for (std::size_t u = 0; u < searched.size(); ++u) proofs[l][searched[u]].witness = witnesses[u];
  }
}

/// Of dead units that are still open. Those whose bound is closest to 0 come first; then all get equal parts of the
/// budget in turn, and what is left over by those that are done goes to the others. Not in the first layer, where
/// bounds are exact as they are.
void branch(const Bounder& bounder, const ProofInput& input, double budget, ThreadPool& pool, Proofs& proofs) {
  std::vector<BranchAndBound> open;
  for (std::size_t l = 1; l < bounder.depth(); ++l)
    for (const std::size_t i : input.dead[l])
      if (proofs[l][i].verdict == ProofStatus::open && !proofs[l][i].witness && budget > 0)
        open.emplace_back(bounder, l, i);
  std::ranges::stable_sort(open, std::less(), [&](const BranchAndBound& search) {
    return bounder.bounds()[search.layer()].upper[search.unit()].value;
  });
  while (!open.empty() && budget > 0) {
    const auto slice = [&](const BranchAndBound& search) {
      const double least = 32 * bounder.cost(search.layer(), Effort::crown);
      return std::max(least, budget / (4 * static_cast<double>(open.size())));
    };
    std::vector<double> slices;
    double left = budget;
    for (const BranchAndBound& search : open) {
      if (slice(search) > left) break;
      left -= slices.emplace_back(slice(search));
    }
    if (slices.empty()) return;
    std::vector<double> done(slices.size());
    pool.parallel_for(slices.size(), [&](std::size_t u, unsigned /*worker*/) { done[u] = open[u].run(slices[u]); });
    for (const double work : done) budget -= work;
    std::vector<BranchAndBound> still_open;
    for (BranchAndBound& search : open) {
      UnitProof& proof = proofs[search.layer()][search.unit()];
      if (const std::optional<double> upper = search.proven_upper()) {
        proof.upper = {*upper, BoundMethod::branch_and_bound};
        proof.verdict = ProofStatus::proven_inactive;
      }
      proof.witness = search.witness();
      proof.searched = proof.searched || proof.witness;
      if (!search.is_done()) still_open.push_back(std::move(search));
    }
    open = std::move(still_open);
  }
}

}  // namespace

std::vector<std::vector<UnitProof>> prove(const ProofInput& input, const ProofOptions& options, ThreadPool& pool) {
  const Bounder bounder(input.network, input.box);
  Proofs proofs = by_bounds(bounder.bounds());
  double attack_budget = options.search_budget;
  const double budget = options.seconds * k_second_of_work;
  attack(bounder, input, attack_budget, pool, proofs);
  const double for_branches = options.mode == ProofMode::radius ? budget / 4 : budget;
  branch(bounder, input, for_branches, pool, proofs);
  if (options.mode == ProofMode::radius)
    measure_vicinity(bounder, input, budget - for_branches, attack_budget, pool, proofs);
  return proofs;
}

}  // namespace reluscope
