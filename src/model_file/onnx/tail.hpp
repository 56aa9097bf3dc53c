#pragma once

#include <string>
#include <vector>

#include "model_file/onnx/context.hpp"
#include "model_file/onnx/rows_node.hpp"

namespace reluscope {

/// Something that may only come after the last layer. from: the rows that the node takes. why: it cannot come before
/// ("rounds the features …"); empty: it is no operator that is read there. Throws UserError if the node is read
/// nowhere, the rows come from different layers, or from none.
RowsResult tail_of(const OnnxNode& node, const std::vector<const Link*>& from, const std::string& why,
                   const OnnxContext& context);
RowsResult tail_of(const RowsNode& given, const std::string& why, const OnnxContext& context);

}  // namespace reluscope
