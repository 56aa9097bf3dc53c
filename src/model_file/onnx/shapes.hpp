#pragma once

#include <optional>

#include "model_file/onnx/constant.hpp"
#include "model_file/onnx/context.hpp"
#include "model_file/onnx/rows_node.hpp"

namespace reluscope {

/// Follows nodes that only change how the features lie: Flatten, Reshape, Transpose, Unsqueeze, Squeeze. None if it is
/// none of them. Throws UserError if it mixes rows or features before the last layer.
std::optional<RowsResult> follow_shape(const RowsNode& given, const OnnxContext& context);

/// The result of a Shape node. Throws UserError if the file does not say the shape.
ConstantPtr extents_of(const RowsNode& given, const OnnxContext& context);

}  // namespace reluscope
