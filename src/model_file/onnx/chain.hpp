#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model_file/chain_step.hpp"
#include "model_file/onnx/context.hpp"
#include "model_file/onnx/external_data.hpp"
#include "model_file/onnx/model.hpp"

namespace reluscope {

/// What a graph does to a row, and the shape that it wants of its input.
struct OnnxChain {
  Chain steps;
  std::string input;  // its name
  std::optional<WholeInputs> whole_inputs;
  std::vector<std::string> notes;
};

/// Goes over the nodes from the input to the outputs, and makes a step of each that changes a row's features. Nodes on
/// constants are folded, those that only change how the features lie are followed. What comes after the last layer may
/// be anything that tails are made of. Throws UserError, which names the node, on whatever is no chain on rows.
OnnxChain chain_of(const OnnxModel& model, ExternalData& external, OnnxContext& context);

}  // namespace reluscope
