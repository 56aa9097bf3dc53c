#pragma once

#include <deque>
#include <vector>

#include "model_file/chain_step.hpp"
#include "model_file/onnx/context.hpp"
#include "model_file/onnx/model.hpp"
#include "model_file/onnx/values.hpp"

namespace reluscope {

/// The one input that nodes take rows from. Throws UserError if there is none, or several, or nothing makes an
/// output.
const OnnxValueInfo& row_input_of(const OnnxModel& model, const std::vector<const OnnxNode*>& nodes,
                                  const OnnxValues& values, const OnnxContext& context);

/// The steps that all outputs share, and then what follows after the last layer, of which not all outputs are the
/// result. links: all of them. Throws UserError if outputs come from different layers, or none from the input.
Chain chain_to_outputs(const OnnxModel& model, OnnxValues& values, const std::deque<Link>& links,
                       const OnnxContext& context);

}  // namespace reluscope
