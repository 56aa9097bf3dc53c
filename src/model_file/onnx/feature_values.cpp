#include "model_file/onnx/feature_values.hpp"

namespace reluscope {

FeatureValues feature_values_of(const OnnxConstant& constant, RowShape& shape, const OnnxNode& node,
                                OnnxContext& context) {
  if (constant.is_opaque) context.fail(node, "takes a constant that is no number");
  const std::string rows = shape.text();
  const auto lies = shape.spread(constant.dims, context.values_left());
  if (!lies)
    context.fail(node, "takes a constant of shape " + shape_text(constant.dims) +
                           ", which does not fit the features of rows of shape " + rows);
  context.take_values(lies->index.size(), title_of(node));
  FeatureValues result;
  for (const std::size_t i : lies->index) result.values.push_back(constant.values[i]);
  const bool is_one_feature = result.values.size() == 1 && shape.feature_count() == std::size_t{1};
  if (is_one_feature && !constant.tensor.empty())
    for (const std::int64_t axis : constant.axes)
      if (axis >= 0) result.tensor = constant.tensor, result.axis = static_cast<std::size_t>(axis);
  if (result.values.size() == 1) return result;
  const bool is_stored = lies->unit_axis && !constant.tensor.empty() && constant.axes[*lies->unit_axis] >= 0;
  result.is_computed = !is_stored;
  if (is_stored) {
    result.tensor = constant.tensor;
    result.axis = static_cast<std::size_t>(constant.axes[*lies->unit_axis]);
  }
  return result;
}

void note_tensor(const FeatureValues& constant, ChainStep& step) {
  if (!constant.tensor.empty()) step.unit_tensors.push_back({constant.tensor, constant.axis});
  if (constant.is_computed) step.is_rewritable = false;
}

}  // namespace reluscope
