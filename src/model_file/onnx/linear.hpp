#pragma once

#include "model_file/onnx/context.hpp"
#include "model_file/onnx/rows_node.hpp"

namespace reluscope {

// Linear layers. All throw UserError if the weights are no constant matrix of floating-point numbers, or do not take
// all features of a row.

/// rows·W, or W·rows of columns that are rows.
RowsResult matmul_of(const RowsNode& given, OnnxContext& context);

/// alpha·A·B + beta·C.
RowsResult gemm_of(const RowsNode& given, OnnxContext& context);

}  // namespace reluscope
