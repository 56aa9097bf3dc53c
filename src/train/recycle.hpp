#pragma once

#include <cstdint>

#include "data/samples.hpp"
#include "model/initialization.hpp"
#include "model/network.hpp"
#include "train/optimizer.hpp"

namespace reluscope {

/// Recycling of dormant units: ReDo (Sokar et al. 2023, "The Dormant Neuron Phenomenon in Deep Reinforcement Learning",
/// algorithm 1).
struct RecycleOptions {
  int every = 0;                  // epochs; 0: never
  double dormant_tau = 0.025;     // units with a dormancy score of at most this are recycled
  Initialization initialization;  // of the new weights

  /// Whether units are recycled before epoch `epoch` (from 1): after every `every` epochs that are over.
  bool is_due(int epoch) const { return every > 0 && epoch > 1 && (epoch - 1) % every == 0; }
};

/// Gives every dormant hidden unit new incoming weights and a new bias, sets its outgoing weights to 0, and forgets
/// what the optimizer keeps of all of them. The scores are of 2,048 evenly spaced rows, or all if they are fewer. seed,
/// epoch: of the random numbers. Returns how many units it was.
std::size_t recycle_dormant(Network<float>& network, Optimizer& optimizer, const Samples& samples,
                            const RecycleOptions& options, std::uint64_t seed, int epoch);

}  // namespace reluscope
