#pragma once

#include <string_view>
#include <vector>

#include "model_file/onnx_constant.hpp"
#include "model_file/onnx_context.hpp"

namespace reluscope {

/// What a node makes of constants; inputs: null where an optional one is left out. Throws UserError if the operator
/// is none that is folded, or the inputs do not fit it.
OnnxConstant fold_node(const OnnxNode& node, const std::vector<ConstantPtr>& inputs, std::int64_t opset,
                       OnnxContext& context);

/// An attribute of integers that newer versions of an operator have as an input: axes, starts, shape. Null if it is
/// neither. position: of the input.
std::shared_ptr<const std::vector<double>> integers_of(const OnnxNode& node, const std::vector<ConstantPtr>& inputs,
                                                       std::string_view name, std::size_t position);

/// An axis counted from the end if it is negative; throws UserError if there is none. rank: how many there are.
std::size_t checked_axis(double axis, std::size_t rank, const OnnxNode& node, const OnnxContext& context);

/// `perm`, or the axes in reverse order; throws UserError if it is none of all axes.
std::vector<std::size_t> permutation_of(const OnnxNode& node, std::size_t rank, const OnnxContext& context);

}  // namespace reluscope
