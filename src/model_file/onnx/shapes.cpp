#include "model_file/onnx/shapes.hpp"

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "model_file/onnx/arguments.hpp"
#include "model_file/onnx/tail.hpp"

namespace reluscope {
namespace {

/// Whether the shape stays one of rows; it becomes that of the result. None if the node is none that only changes it.
std::optional<bool> change_shape(const RowsNode& given, RowShape& shape, const OnnxContext& context) {
  const OnnxNode& node = given.node;
  if (node.op == "Flatten") return shape.flatten(node.integer("axis", 1));
  if (node.op == "Transpose") return shape.permute(permutation_of(node, shape.rank(), context));
  if (node.op == "Reshape") {
    const auto wanted = integers_of(node, given.constants, "shape", 1);
    return wanted && shape.reshape(*wanted, node.integer("allowzero", 0) == 0);
  }
  if (node.op == "Unsqueeze") {
    const auto axes = integers_of(node, given.constants, "axes", 1);
    return axes && shape.unsqueeze(*axes);
  }
  if (node.op == "Squeeze") return shape.squeeze(integers_of(node, given.constants, "axes", 1).get());
  return std::nullopt;
}

/// Whether it says how many features there are.
bool names_units(const RowsNode& given) {
  if (given.node.op != "Reshape") return false;
  const auto wanted = integers_of(given.node, given.constants, "shape", 1);
  return wanted && std::ranges::any_of(*wanted, [](double extent) { return extent > 1; });
}

}  // namespace

std::optional<RowsResult> follow_shape(const RowsNode& given, const OnnxContext& context) {
  if (given.position != 0) return std::nullopt;
  RowShape shape = given.rows.shape;
  const std::optional<bool> keeps_rows = change_shape(given, shape, context);
  if (!keeps_rows) return std::nullopt;
  if (!*keeps_rows)
    return tail_of(given,
                   "does not keep rows apart, or changes the order of their features, given a tensor of shape " +
                       given.rows.shape.text(),
                   context);
  std::string note;
  if (shape.is_for_one_row() && !given.rows.shape.is_for_one_row())
    note = title_of(given.node) + " is only right for one row at a time, and so it is read";
  if (!names_units(given) || given.rows.link->last_layer == nullptr)
    return RowsResult{.shape = std::move(shape), .note = std::move(note)};
  ChainStep barrier = step_of(given.node, AffineStep{});  // with fewer units the shape would be wrong
  barrier.is_rewritable = false;
  RowsResult result = result_of(std::move(barrier), std::move(shape));
  result.note = std::move(note);
  return result;
}

ConstantPtr extents_of(const RowsNode& given, const OnnxContext& context) {
  if (!given.rows.shape.is_known())
    context.fail(given.node, "asks for a shape that the file does not say; export it with shapes");
  RowShape shape = given.rows.shape;
  auto constant = std::make_shared<OnnxConstant>();
  constant->values = shape.extents();
  constant->dims = {static_cast<std::int64_t>(constant->values.size())};
  constant->is_integer = true;
  return constant;
}

}  // namespace reluscope
