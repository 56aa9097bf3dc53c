#pragma once

#include "model_file/onnx/context.hpp"
#include "model_file/onnx/rows_node.hpp"

namespace reluscope {

// Nodes that scale and shift each feature by itself. All throw UserError if a constant does not fit the features.

/// −x.
RowsResult negation_of(const RowsNode& given);

/// x + c, x − c, c − x, x·c, x / c. opset: the version of the operators.
RowsResult arithmetic_of(const RowsNode& given, std::int64_t opset, OnnxContext& context);

/// Scaler of ai.onnx.ml: (x − offset)·scale.
RowsResult scaler_of(const RowsNode& given, const OnnxContext& context);

/// BatchNormalization with running statistics. Throws UserError if it uses those of each batch.
RowsResult batch_norm_of(const RowsNode& given, std::int64_t opset, OnnxContext& context);

}  // namespace reluscope
