#pragma once

#include <cstdint>
#include <vector>

#include "model_file/onnx/constant.hpp"
#include "model_file/onnx/context.hpp"

namespace reluscope {

/// What a node makes of constants; inputs: null where an optional one is left out. Throws UserError if the operator
/// is none that is folded, or the inputs do not fit it.
OnnxConstant fold_node(const OnnxNode& node, const std::vector<ConstantPtr>& inputs, std::int64_t opset,
                       OnnxContext& context);

}  // namespace reluscope
