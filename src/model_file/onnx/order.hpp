#pragma once

#include <string_view>
#include <unordered_map>
#include <vector>

#include "model_file/onnx/context.hpp"
#include "model_file/onnx/model.hpp"

namespace reluscope {

/// Which node makes each value. Throws UserError if two nodes make one.
std::unordered_map<std::string_view, const OnnxNode*> producers_of(const OnnxModel& model, const OnnxContext& context);

/// The nodes on which the outputs of the graph depend, each after those on which it depends. Throws UserError if they
/// go round in a circle.
std::vector<const OnnxNode*> nodes_in_order(const OnnxModel& model, const OnnxContext& context);

}  // namespace reluscope
