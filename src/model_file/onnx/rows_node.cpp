#include "model_file/onnx/rows_node.hpp"

#include <utility>

#include "model_file/onnx/context.hpp"
#include "support/text.hpp"

namespace reluscope {

ChainStep step_of(const OnnxNode& node, decltype(ChainStep::what) what) {
  return {.title = title_of(node), .operation = one_line(std::string(node.op.substr(0, 40))), .what = std::move(what)};
}

RowsResult result_of(ChainStep step, RowShape shape) {
  return {.step = std::make_shared<const ChainStep>(std::move(step)), .shape = std::move(shape)};
}

}  // namespace reluscope
