#pragma once

#include <optional>

#include "model/activation.hpp"
#include "model_file/onnx/rows_node.hpp"

namespace reluscope {

/// The ReLU or leaky ReLU that a node with constants is: Max(x, 0), Clip(x, 0) without a greatest value, a PReLU with
/// one slope for all units. None if it is something else.
std::optional<Activation> rectifier_of(const RowsNode& given);

}  // namespace reluscope
