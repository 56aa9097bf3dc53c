#pragma once

#include "model_file/onnx/constants_node.hpp"

namespace reluscope {

// Operators that lay a constant out otherwise; what is stored in a tensor stays so where that can be.

OnnxConstant fold_transpose(const ConstantsNode& given);
OnnxConstant fold_reshape(const ConstantsNode& given);
OnnxConstant fold_flatten(const ConstantsNode& given);
OnnxConstant fold_unsqueeze(const ConstantsNode& given);
OnnxConstant fold_squeeze(const ConstantsNode& given);

}  // namespace reluscope
