#pragma once

#include "model_file/onnx/constants_node.hpp"

namespace reluscope {

// Operators that put lists together and take them apart, as exporters do with shapes.

OnnxConstant fold_concat(const ConstantsNode& given);
/// Of a list, or the first axis of a tensor.
OnnxConstant fold_gather(const ConstantsNode& given);
/// Of a list: shapes are all that is cut.
OnnxConstant fold_slice(const ConstantsNode& given);
OnnxConstant fold_shape(const ConstantsNode& given);

}  // namespace reluscope
