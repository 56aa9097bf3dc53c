#include "model_file/onnx/folding_layout.hpp"

#include <algorithm>
#include <functional>
#include <iterator>
#include <numeric>
#include <vector>

#include "model_file/onnx/arguments.hpp"
#include "model_file/onnx/strides.hpp"

namespace reluscope {

OnnxConstant fold_transpose(const ConstantsNode& given) {
  const OnnxConstant& from = given.input(0);
  const std::vector<std::size_t> perm = permutation_of(given.node, from.rank(), given.context);
  const std::vector<std::size_t> strides = strides_of(from.dims);
  OnnxConstant result{.is_integer = from.is_integer, .tensor = from.tensor};
  std::vector<std::size_t> steps;
  for (const std::size_t axis : perm) {
    result.dims.push_back(from.dims[axis]);
    steps.push_back(strides[axis]);
    if (!from.tensor.empty()) result.axes.push_back(from.axes[axis]);
  }
  result.values = given.allocate(result.dims);
  each_offset(result.dims, steps, [&](std::size_t offset) { result.values.push_back(from.values[offset]); });
  return result;
}

OnnxConstant fold_reshape(const ConstantsNode& given) {
  const OnnxConstant& from = given.input(0);
  const auto shape = integers_of(given.node, given.inputs, "shape", 1);
  if (!shape) given.fail("lacks its shape; export the model again");
  std::int64_t known = 1;
  std::size_t open = shape->size();
  std::vector<std::int64_t> dims;
  for (std::size_t axis = 0; axis < shape->size(); ++axis) {
    std::int64_t extent = whole_extent((*shape)[axis]);
    if (extent == 0 && given.node.integer("allowzero", 0) == 0 && axis < from.rank()) extent = from.dims[axis];
    if (extent == -1 && open != shape->size()) given.fail_shape();
    if (extent == -1) open = axis;
    if (extent != -1 && __builtin_mul_overflow(known, extent, &known)) given.fail_shape();
    dims.push_back(extent);
  }
  const auto count = static_cast<std::int64_t>(from.values.size());
  if (open != shape->size()) dims[open] = known > 0 ? count / known : -1;
  if (given.context.element_count(dims, title_of(given.node)) != from.values.size()) given.fail_shape();
  OnnxConstant result = given.copy();
  if (dims != from.dims) result.tensor.clear();
  result.dims = dims;
  return result;
}

OnnxConstant fold_flatten(const ConstantsNode& given) {
  OnnxConstant result = given.copy();
  const double axis = static_cast<double>(given.node.integer("axis", 1));
  const auto cut = static_cast<std::ptrdiff_t>(axis == static_cast<double>(result.rank())
                                                   ? result.rank()
                                                   : checked_axis(axis, result.rank(), given.node, given.context));
  const auto middle = std::next(result.dims.begin(), cut);
  const std::int64_t rows = std::accumulate(result.dims.begin(), middle, std::int64_t{1}, std::multiplies<>());
  const std::vector<std::int64_t> dims = {rows, rows > 0 ? static_cast<std::int64_t>(result.values.size()) / rows : 0};
  if (dims != result.dims) result.tensor.clear();
  result.dims = dims;
  return result;
}

OnnxConstant fold_unsqueeze(const ConstantsNode& given) {
  OnnxConstant result = given.copy();
  const auto axes = integers_of(given.node, given.inputs, "axes", 1);
  if (!axes || axes->size() + result.rank() > k_most_axes) given.fail_shape();
  std::vector<bool> is_new(result.rank() + axes->size(), false);
  for (const double axis : *axes) is_new[checked_axis(axis, is_new.size(), given.node, given.context)] = true;
  if (std::ranges::count(is_new, true) != static_cast<std::ptrdiff_t>(axes->size())) given.fail_shape();
  for (std::size_t axis = 0; axis < is_new.size(); ++axis) {
    if (!is_new[axis]) continue;
    const auto at = static_cast<std::ptrdiff_t>(axis);
    result.dims.insert(std::next(result.dims.begin(), at), 1);
    if (!result.tensor.empty()) result.axes.insert(std::next(result.axes.begin(), at), -1);
  }
  return result;
}

OnnxConstant fold_squeeze(const ConstantsNode& given) {
  const OnnxConstant& from = given.input(0);
  const auto axes = integers_of(given.node, given.inputs, "axes", 1);
  std::vector<bool> is_gone(from.rank(), false);
  if (axes)
    for (const double axis : *axes) is_gone[checked_axis(axis, from.rank(), given.node, given.context)] = true;
  OnnxConstant result = given.copy();
  result.dims.clear();
  result.axes.clear();
  for (std::size_t axis = 0; axis < from.rank(); ++axis) {
    if (is_gone[axis] && from.dims[axis] != 1) given.fail_shape();
    if (is_gone[axis] || (!axes && from.dims[axis] == 1)) continue;
    result.dims.push_back(from.dims[axis]);
    if (!from.tensor.empty()) result.axes.push_back(from.axes[axis]);
  }
  return result;
}

}  // namespace reluscope
