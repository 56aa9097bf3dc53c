#include "model_file/onnx/linear.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model_file/onnx/feature_values.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

/// "fc1" of a tensor fc1.weight, else the node's name, or the tensor's.
std::string layer_name(const OnnxNode& node, const OnnxConstant& matrix) {
  constexpr std::string_view k_weight = ".weight";
  const std::string& tensor = matrix.tensor;
  if (tensor.ends_with(k_weight) && tensor.size() > k_weight.size())
    return tensor.substr(0, tensor.size() - k_weight.size());
  if (!node.name.empty()) return std::string(node.name);
  return tensor.empty() ? std::string(node.outputs.empty() ? "" : node.outputs.front()) : tensor;
}

/// The two axes of a matrix, which may have axes of one before them.
std::vector<std::size_t> matrix_axes(const OnnxConstant& matrix, const OnnxNode& node, const OnnxContext& context) {
  std::vector<std::size_t> axes;
  for (std::size_t axis = 0; axis < matrix.rank(); ++axis)
    if (matrix.dims[axis] != 1 || axis + 2 >= matrix.rank()) axes.push_back(axis);
  if (matrix.is_opaque || matrix.is_integer)
    context.fail(node, "has weights that are no floating-point numbers; export the model as float32");
  if (axes.size() != 2)
    context.fail(node, "multiplies with a tensor of shape " + shape_text(matrix.dims) +
                           ", which is no matrix; only layers on rows are read");
  if (matrix.values.empty()) context.fail(node, "has no weights; a layer needs inputs and units");
  return axes;
}

/// A layer without a bias, of a matrix times a factor. inputs_last: it is units × inputs, else inputs × units.
ChainStep layer_of(const OnnxNode& node, const OnnxConstant& matrix, bool inputs_last, double factor,
                   OnnxContext& context) {
  const std::vector<std::size_t> axes = matrix_axes(matrix, node, context);
  const std::size_t input_axis = inputs_last ? axes[1] : axes[0], unit_axis = inputs_last ? axes[0] : axes[1];
  LinearStep linear{.name = layer_name(node, matrix),
                    .inputs = static_cast<std::size_t>(matrix.dims[input_axis]),
                    .units = static_cast<std::size_t>(matrix.dims[unit_axis])};
  context.take_values(matrix.values.size(), title_of(node));
  linear.weights.resize(matrix.values.size());
  for (std::size_t u = 0; u < linear.units; ++u)
    for (std::size_t i = 0; i < linear.inputs; ++i)
      linear.weights[u * linear.inputs + i] =
          factor * matrix.values[inputs_last ? u * linear.inputs + i : i * linear.units + u];
  ChainStep step = step_of(node, std::move(linear));
  step.is_rewritable = !matrix.tensor.empty() && matrix.axes[input_axis] >= 0 && matrix.axes[unit_axis] >= 0;
  if (step.is_rewritable) {
    step.input_tensors = {{matrix.tensor, static_cast<std::size_t>(matrix.axes[input_axis])}};
    step.unit_tensors = {{matrix.tensor, static_cast<std::size_t>(matrix.axes[unit_axis])}};
  }
  return step;
}

/// The shape of the layer's results. from_end: which axis it sums over, 1 being the last.
RowShape shape_behind(const LinearStep& linear, const RowsNode& given, std::size_t from_end,
                      const OnnxContext& context) {
  RowShape shape = given.rows.shape;
  if (shape.contract(from_end, linear.inputs, static_cast<std::int64_t>(linear.units))) return shape;
  const auto extent = [](std::size_t count) { return static_cast<std::int64_t>(count); };
  context.fail(given.node, "has weights of shape " + shape_text({extent(linear.units), extent(linear.inputs)}) +
                               " (units, inputs), and is given rows of shape " + given.rows.shape.text() +
                               "; only layers on all features of a row are read");
}

/// A vector is a matrix of one unit.
void make_matrix(OnnxConstant& vector, bool is_right) {
  vector.dims.insert(is_right ? vector.dims.end() : vector.dims.begin(), 1);
  if (!vector.tensor.empty()) vector.axes.insert(is_right ? vector.axes.end() : vector.axes.begin(), -1);
}

}  // namespace

RowsResult matmul_of(const RowsNode& given, OnnxContext& context) {
  const bool weights_right = given.position == 0;
  const ConstantPtr matrix = given.constant(weights_right ? 1 : 0);
  if (!matrix) context.fail(given.node, "lacks its weights; export the model again");
  OnnxConstant weights = *matrix;
  const bool is_vector = weights.rank() == 1;
  if (is_vector) make_matrix(weights, weights_right);
  ChainStep step = layer_of(given.node, weights, !weights_right, 1, context);
  if (is_vector) step.is_rewritable = false;
  RowShape shape = shape_behind(std::get<LinearStep>(step.what), given, weights_right ? 1 : 2, context);
  return result_of(std::move(step), std::move(shape));
}

RowsResult gemm_of(const RowsNode& given, OnnxContext& context) {
  const OnnxNode& node = given.node;
  const bool weights_right = given.position == 0;
  const ConstantPtr weights = given.constant(weights_right ? 1 : 0);
  if (given.position > 1 || !weights)
    context.fail(node, "lacks its weights, or has rows for a bias; only layers with constant weights are read");
  const bool transposes_a = node.integer("transA", 0) != 0, transposes_b = node.integer("transB", 0) != 0;
  const bool transposes_rows = weights_right ? transposes_a : transposes_b;
  // rows·W: W as inputs × units, unless it is transposed; W·rows: as units × inputs
  const bool inputs_last = weights_right ? transposes_b : !transposes_a;
  ChainStep step = layer_of(node, *weights, inputs_last, node.real("alpha", 1), context);
  auto& linear = std::get<LinearStep>(step.what);
  if (given.rows.shape.is_known() && given.rows.shape.rank() != 2)
    context.fail(node, "takes a matrix, and is given a tensor of shape " + given.rows.shape.text());
  RowShape shape = shape_behind(linear, given, weights_right != transposes_rows ? 1 : 2, context);
  if (transposes_rows && !shape.transpose())
    context.fail(node,
                 "does not keep rows apart, or changes the order of their features; only networks on rows are read");
  const ConstantPtr constant = given.constant(2);
  const double beta = node.real("beta", 1);
  if (constant && beta != 0) {
    const FeatureValues bias = feature_values_of(*constant, shape, node, context);
    linear.bias.resize(linear.units);
    for (std::size_t u = 0; u < linear.units; ++u) linear.bias[u] = beta * bias.of(u);
    note_tensor(bias, step);
    if (!bias.tensor.empty()) {
      step.bias_tensor = bias.tensor;
      step.bias_scale = {beta};
    }
  }
  return result_of(std::move(step), std::move(shape));
}

}  // namespace reluscope
