#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "linalg/dependent_rows.hpp"
#include "model/network.hpp"
#include "support/names.hpp"

namespace reluscope {

/// Why a hidden unit can go.
enum class PruneReason {
  unused,           // all of its outgoing weights are 0, or go to units that are removed
  constant,         // its pre-activation does not depend on the inputs
  proven_inactive,  // z ≤ 0 for every input in the box, and f(z) = 0
  merged,           // linear in the box, and its weights are a combination of those of other such units
  on_data,          // dead on every row that was seen, or unused or constant once those are gone; not proven
};
template <>
inline constexpr auto k_words<PruneReason> = std::to_array<Word<PruneReason>>({{PruneReason::unused, "unused"},
                                                                               {PruneReason::constant, "constant"},
                                                                               {PruneReason::proven_inactive,
                                                                                "proven_inactive"},
                                                                               {PruneReason::merged, "merged"},
                                                                               {PruneReason::on_data, "on_data"}});

/// The sign of a unit's pre-activation over all inputs that count.
enum class UnitSign { open, inactive, active };

/// What is known of a network, and what may be changed in it. A list that is empty says nothing of anything.
struct PruningFacts {
  std::vector<std::optional<float>> inputs;     // the value of an input that has only one
  std::vector<std::vector<UnitSign>> signs;     // per hidden layer and unit; of (leaky) ReLU
  std::vector<std::vector<bool>> dead_on_data;  // the same: f(z) = 0 on every row
  std::vector<bool> is_fixed;                   // per hidden layer: its units stay
  std::vector<bool> has_fixed_weights;          // per linear layer: its weights stay, but for those of removed units
  std::vector<bool> has_fixed_bias;             // per linear layer: nothing can be added to its bias
  bool moves_constants = true, merges = true;   // whether contributions other than 0 are removed
};

/// A part of a unit that is merged: its activation is Σ share · that of the unit, plus a constant.
struct UnitShare {
  std::size_t unit = 0;
  double share = 0;
};

struct RemovedUnit {
  std::size_t unit = 0;
  PruneReason reason = PruneReason::unused;
  double constant = 0;            // of its activation: what of it went into the next bias, times its outgoing weights
  std::vector<UnitShare> shares;  // if it is merged
};

/// A hidden layer all of whose units could go, so that the network is a constant. A layer needs a unit: one stays.
struct ConstantLayer {
  std::size_t layer = 0;
  std::size_t unit = 0;        // that stays, by its number in the layer as it was
  std::vector<float> outputs;  // of the network
};

struct Pruning {
  Network<float> network;                         // the smaller one
  std::vector<std::vector<RemovedUnit>> removed;  // per hidden layer, by their numbers
  std::vector<std::vector<std::size_t>> kept;     // the same: the units that stay
  /// The parameters that stay are as they were, and so are the outputs, to the bit.
  bool is_exact = true;
  std::optional<ConstantLayer> constant;  // the last of them; none if the outputs depend on the inputs
};

/// When the weights of a unit count as a combination of those of others. What is left of them is of the size of float32
/// rounding, and so it stays: greater factors would let rounding grow.
inline constexpr DependenceLimits k_merge_limits{.residual = 1e-6, .factor = 8};

/// The network without the units whose contribution is 0, constant, or that of other units; over the inputs that the
/// facts are about its outputs are the same but for rounding. Unused and constant units are searched for; constants go
/// into the next bias. Units that are linear in the box are merged as in Serra, Kumar & Ramalingam 2020 ("Lossless
/// compression of deep neural networks"): if the weights of a unit depend linearly on those of other such units of its
/// layer, its outgoing weights are shared out to them. That is solved in double, by elimination with complete pivoting.
Pruning prune(const Network<float>& network, const PruningFacts& facts);

}  // namespace reluscope
