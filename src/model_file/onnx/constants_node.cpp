#include "model_file/onnx/constants_node.hpp"

namespace reluscope {

const OnnxConstant& ConstantsNode::input(std::size_t position) const {
  if (position >= inputs.size() || !inputs[position]) fail("lacks an input; export the model again");
  return *inputs[position];
}

OnnxConstant ConstantsNode::copy() const {
  context.take_values(input(0).values.size(), title_of(node));
  return input(0);
}

std::vector<double> ConstantsNode::allocate(const std::vector<std::int64_t>& dims) const {
  const std::size_t count = context.element_count(dims, title_of(node));
  context.take_values(count, title_of(node));
  std::vector<double> values;
  values.reserve(count);
  return values;
}

}  // namespace reluscope
