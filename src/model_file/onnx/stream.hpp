#pragma once

#include <cstddef>
#include <memory>
#include <optional>

#include "model_file/chain_step.hpp"
#include "model_file/onnx/constant.hpp"
#include "model_file/onnx/row_shape.hpp"

namespace reluscope {

/// A step, and what comes before it. Steps that several nodes go on from have several links behind them.
struct Link {
  std::shared_ptr<const ChainStep> step;  // null: the input itself
  const Link* before = nullptr;
  const Link* last_layer = nullptr;  // the last LinearStep up to here; null: none
  std::size_t depth = 0;             // steps up to here
  bool measures_rows = false;        // one of them does, over the features of each
};

/// Rows somewhere on their way through a graph.
struct Stream {
  const Link* link = nullptr;
  RowShape shape;
};

/// What a name stands for: a constant, rows, or nothing (an input that is left out).
struct GraphValue {
  ConstantPtr constant;
  std::optional<Stream> stream;
};

}  // namespace reluscope
