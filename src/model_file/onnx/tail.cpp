#include "model_file/onnx/tail.hpp"

#include <algorithm>
#include <optional>

#include "model/activation.hpp"
#include "model_file/onnx/operators.hpp"
#include "support/text.hpp"

namespace reluscope {

RowsResult tail_of(const OnnxNode& node, const std::vector<const Link*>& from, const std::string& why,
                   const OnnxContext& context) {
  if (const auto refusal = refusal_of(node)) context.fail(node, why.empty() ? *refusal : why);
  const Link* const last_layer = from.front()->last_layer;
  if (!std::ranges::all_of(from, [&](const Link* link) { return link->last_layer == last_layer; }))
    context.fail(node,
                 "joins branches of the graph (a residual connection, or several networks); only plain chains of "
                 "layers are read");
  if (last_layer == nullptr)
    context.fail(node, !why.empty() ? why
                                    : "comes before the first layer; Sub, Add, Mul, Div, Scaler and "
                                      "BatchNormalization are read there");
  const std::string reason = !why.empty() ? why
                                          : "is none of the activations that are read between layers: " +
                                                join_at_most(words_of<ActivationKind>());
  return result_of(step_of(node, OtherStep{reason}), RowShape(std::nullopt));
}

RowsResult tail_of(const RowsNode& given, const std::string& why, const OnnxContext& context) {
  return tail_of(given.node, {given.rows.link}, why, context);
}

}  // namespace reluscope
