#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "model_file/onnx/constant.hpp"
#include "model_file/onnx/context.hpp"
#include "model_file/onnx/model.hpp"

namespace reluscope {

/// A node of which all inputs are constants or left out.
struct ConstantsNode {
  const OnnxNode& node;
  const std::vector<ConstantPtr>& inputs;  // null where one is left out
  std::int64_t opset;                      // the version of the operators
  OnnxContext& context;

  [[noreturn]] void fail(const std::string& why) const { context.fail(node, why); }
  [[noreturn]] void fail_shape() const { fail("has inputs that do not fit each other; export the model again"); }

  /// Throws UserError if it is left out.
  const OnnxConstant& input(std::size_t position) const;
  /// Of the first input.
  OnnxConstant copy() const;
  /// Empty, with place for so many values; throws UserError if they are too many.
  std::vector<double> allocate(const std::vector<std::int64_t>& dims) const;
};

}  // namespace reluscope
