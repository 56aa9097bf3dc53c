#pragma once

#include "model_file/onnx/constants_node.hpp"

namespace reluscope {

// Operators that make values, or compute others from them.

/// A Constant whose value is no tensor.
OnnxConstant fold_constant(const ConstantsNode& given);
OnnxConstant fold_constant_of_shape(const ConstantsNode& given);
OnnxConstant fold_cast(const ConstantsNode& given);
OnnxConstant fold_identity(const ConstantsNode& given);

}  // namespace reluscope
