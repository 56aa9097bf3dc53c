#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "model/pruning.hpp"
#include "model_file/model_rewriter.hpp"
#include "model_file/read_model.hpp"

namespace reluscope {

/// What of a model file cannot be written again: the facts say it to `prune`.
void add_limits_of_file(const LoadedModel& model, PruningFacts& facts);

/// What came of writing a model again.
struct SmallerModel {
  enum class Obstacle { none, layer, weights, bias };

  ModelBytes file;
  MlpFile mlp;  // read back from its bytes
  /// What stood in the way, and in which linear layer: it has to be left out of the pruning. Of `layer`, the hidden
  /// layer itself.
  Obstacle obstacle = Obstacle::none;
  std::size_t layer = 0;
};

/// The file with the units that stay alone: every tensor that has a place for each unit loses those of the others, what
/// they contributed goes into the weights and the bias after them, and all else is as it was. The file is then read
/// back, with the same options: its parameters are those of the pruned network, to the bit if that is exact, else to
/// float32 rounding.
SmallerModel smaller_model(LoadedModel& model, const Pruning& pruning);

}  // namespace reluscope
