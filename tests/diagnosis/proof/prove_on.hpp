#pragma once

#include "diagnosis/proof/proof.hpp"

/// Proofs of all units; witnesses are searched from the given rows for those that `dead` marks.
inline std::vector<std::vector<reluscope::UnitProof>> prove_on(const reluscope::Network<float>& network,
                                                               const reluscope::InputBox& box,
                                                               std::span<const std::vector<bool>> dead,
                                                               reluscope::MatrixView<const float> rows,
                                                               const reluscope::ProofOptions& options = {},
                                                               unsigned threads = 1, bool rows_are_all = true) {
  std::vector<std::vector<std::size_t>> units;
  for (const std::vector<bool>& layer : dead) {
    std::vector<std::size_t>& of_layer = units.emplace_back();
    for (std::size_t i = 0; i < layer.size(); ++i)
      if (layer[i]) of_layer.push_back(i);
  }
  std::optional<reluscope::ClosestRows> closest(std::in_place, network, units);
  std::optional<reluscope::InputRange> range(std::in_place, network.input_count());
  reluscope::MemoryRows source(rows);
  reluscope::ThreadPool pool(threads);
  reluscope::run_probes(network, source, pool, closest, range);
  return reluscope::prove({network, box, units, *closest, *range, source, rows_are_all}, options, pool);
}
