#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "model_file/chain_step.hpp"
#include "model_file/onnx/constant.hpp"
#include "model_file/onnx/model.hpp"
#include "model_file/onnx/stream.hpp"

namespace reluscope {

/// A node of which one input is rows; the others are constants or left out.
struct RowsNode {
  const OnnxNode& node;
  Stream rows;
  std::size_t position;                // of the input that is rows
  std::vector<ConstantPtr> constants;  // by input; null for the rows, and where one is left out

  /// Null if there is none at this position.
  ConstantPtr constant(std::size_t at) const { return at < constants.size() ? constants[at] : nullptr; }
};

/// What a node makes of rows.
struct RowsResult {
  std::shared_ptr<const ChainStep> step;  // null: the features are the same
  RowShape shape;
  std::string note = {};  // for the user
};

RowsResult result_of(ChainStep step, RowShape shape);

/// A step with the node's title and operator.
ChainStep step_of(const OnnxNode& node, decltype(ChainStep::what) what);

}  // namespace reluscope
