#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "model_file/onnx/constant.hpp"
#include "model_file/onnx/context.hpp"

namespace reluscope {

// What nodes say of axes and shapes.

/// An attribute of integers that newer versions of an operator have as an input: axes, starts, shape. Null if it is
/// neither. position: of the input.
std::shared_ptr<const std::vector<double>> integers_of(const OnnxNode& node, const std::vector<ConstantPtr>& inputs,
                                                       std::string_view name, std::size_t position);

/// An extent as a number of a shape; −1 of one that is only known by name.
std::int64_t whole_extent(double value);

/// An axis counted from the end if it is negative; throws UserError if there is none. rank: how many there are.
std::size_t checked_axis(double axis, std::size_t rank, const OnnxNode& node, const OnnxContext& context);

/// `perm`, or the axes in reverse order; throws UserError if it is none of all axes.
std::vector<std::size_t> permutation_of(const OnnxNode& node, std::size_t rank, const OnnxContext& context);

/// Lays the second operand along the axes of the first from `axis` on, as operators before version 7 say it; newer ones
/// leave it as it is. rank: of the first.
void lay_along_axis(OnnxConstant& operand, const OnnxNode& node, std::size_t rank, std::int64_t opset);

}  // namespace reluscope
