#include "model_file/onnx/arguments.hpp"

#include <algorithm>
#include <cmath>

namespace reluscope {

std::shared_ptr<const std::vector<double>> integers_of(const OnnxNode& node, const std::vector<ConstantPtr>& inputs,
                                                       std::string_view name, std::size_t position) {
  if (const OnnxAttribute* attribute = node.attribute(name))
    return std::make_shared<std::vector<double>>(attribute->ints.begin(), attribute->ints.end());
  if (position >= inputs.size() || !inputs[position]) return nullptr;
  return {inputs[position], &inputs[position]->values};
}

std::int64_t whole_extent(double value) {
  constexpr double k_greatest = 9007199254740992.0;  // 2⁵³
  return std::isfinite(value) && std::abs(value) <= k_greatest ? static_cast<std::int64_t>(value) : -1;
}

std::size_t checked_axis(double axis, std::size_t rank, const OnnxNode& node, const OnnxContext& context) {
  const double from_start = axis < 0 ? axis + static_cast<double>(rank) : axis;
  if (!(from_start >= 0 && from_start < static_cast<double>(rank)))
    context.fail(node, "names an axis that its input does not have; export the model again");
  return static_cast<std::size_t>(from_start);
}

std::vector<std::size_t> permutation_of(const OnnxNode& node, std::size_t rank, const OnnxContext& context) {
  std::vector<std::size_t> perm;
  if (const OnnxAttribute* given = node.attribute("perm")) {
    for (const std::int64_t axis : given->ints)
      perm.push_back(checked_axis(static_cast<double>(axis), rank, node, context));
  } else {
    for (std::size_t axis = rank; axis-- > 0;) perm.push_back(axis);
  }
  std::vector<std::size_t> sorted = perm;
  std::ranges::sort(sorted);
  for (std::size_t axis = 0; axis < sorted.size(); ++axis)
    if (sorted[axis] != axis) context.fail(node, "has a permutation of other axes; export the model again");
  if (perm.size() != rank) context.fail(node, "has a permutation of other axes; export the model again");
  return perm;
}

void lay_along_axis(OnnxConstant& operand, const OnnxNode& node, std::size_t rank, std::int64_t opset) {
  if (opset >= 7 || node.attribute("axis") == nullptr) return;
  const std::int64_t axis = node.integer("axis", 0);
  const std::int64_t free_axes = static_cast<std::int64_t>(rank) - static_cast<std::int64_t>(operand.rank());
  if (axis >= 0 && axis < free_axes) append_axes_of_one(operand, static_cast<std::size_t>(free_axes - axis));
}

}  // namespace reluscope
