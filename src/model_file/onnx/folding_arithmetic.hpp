#pragma once

#include "model_file/onnx/constants_node.hpp"

namespace reluscope {

// Operators on numbers. What shapes do not say stays unknown.

OnnxConstant fold_negation(const ConstantsNode& given);
OnnxConstant fold_square_root(const ConstantsNode& given);
OnnxConstant fold_reciprocal(const ConstantsNode& given);
OnnxConstant fold_sum(const ConstantsNode& given);
OnnxConstant fold_difference(const ConstantsNode& given);
OnnxConstant fold_product(const ConstantsNode& given);
OnnxConstant fold_quotient(const ConstantsNode& given);
/// Of a whole list, such as the extents of a picture.
OnnxConstant fold_product_of_all(const ConstantsNode& given);

}  // namespace reluscope
