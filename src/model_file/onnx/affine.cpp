#include "model_file/onnx/affine.hpp"

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include "model_file/batch_norm.hpp"
#include "model_file/onnx/arguments.hpp"
#include "model_file/onnx/feature_values.hpp"
#include "model_file/onnx/operators.hpp"
#include "model_file/onnx/tail.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

/// An attribute of floats, or one value instead.
std::vector<double> floats_of(const OnnxNode& node, std::string_view name, double otherwise) {
  const OnnxAttribute* const attribute = node.attribute(name);
  if (attribute == nullptr || attribute->floats.empty()) return {otherwise};
  return {attribute->floats.begin(), attribute->floats.end()};
}

/// Of a Div node: of every feature, what it is multiplied by instead.
void invert(std::vector<double>& divisors, const RowsNode& given, const OnnxConstant& operand,
            const OnnxContext& context) {
  const auto zero = std::ranges::find(divisors, 0.0);
  if (zero != divisors.end())
    context.fail(given.node,
                 "divides " +
                     (divisors.size() == 1 ? "all features"
                                           : "feature " + std::to_string(zero - divisors.begin()) + " (from 0)") +
                     " by 0" + (operand.tensor.empty() ? "" : ", of tensor " + in_quotes(operand.tensor)) +
                     "; if that is the standard deviation of a column with one value, leave the column out, or set it "
                     "to 1, and export the model again");
  if (operand.is_integer)
    context.fail(given.node, "divides by whole numbers, which may round; cast the features to float32 first");
  for (double& value : divisors) value = 1 / value;
}

/// Whether a batch normalisation uses the statistics of each batch.
bool is_of_training(const OnnxNode& node, std::int64_t opset) {
  const auto is_there = [](std::string_view output) { return !output.empty(); };
  const bool gives_statistics = opset < 14 && std::ranges::count_if(node.outputs, is_there) > 1;
  return is_untested(node, opset) || node.integer("training_mode", 0) != 0 || gives_statistics;
}

}  // namespace

RowsResult negation_of(const RowsNode& given) {
  return result_of(step_of(given.node, AffineStep{.scale = {-1}}), given.rows.shape);
}

RowsResult arithmetic_of(const RowsNode& given, std::int64_t opset, OnnxContext& context) {
  const OnnxNode& node = given.node;
  const bool is_first = given.position == 0;
  if (node.op == "Div" && !is_first) return tail_of(given, "divides by features", context);
  OnnxConstant operand = *given.constant(1 - given.position);
  RowShape shape = given.rows.shape;
  if (is_first) lay_along_axis(operand, node, shape.rank(), opset);
  const FeatureValues c = feature_values_of(operand, shape, node, context);
  AffineStep what;
  double bias_factor = 0;  // of c in the shift
  if (node.op == "Mul" || node.op == "Div") {
    what.scale = c.values;
    if (node.op == "Div") invert(what.scale, given, operand, context);
  } else {
    bias_factor = node.op == "Sub" && is_first ? -1 : 1;
    what.shift = c.values;
    for (double& shift : what.shift) shift *= bias_factor;
    if (node.op == "Sub" && !is_first) what.scale = {-1};
  }
  ChainStep step = step_of(node, std::move(what));
  note_tensor(c, step);
  if (bias_factor != 0) {
    step.bias_tensor = c.tensor;
    step.bias_scale = {bias_factor};
  }
  return result_of(std::move(step), std::move(shape));
}

RowsResult scaler_of(const RowsNode& given, const OnnxContext& context) {
  const std::vector<double> scale = floats_of(given.node, "scale", 1), offset = floats_of(given.node, "offset", 0);
  const std::size_t size = std::max(scale.size(), offset.size());
  if ((scale.size() != 1 && scale.size() != size) || (offset.size() != 1 && offset.size() != size))
    context.fail(given.node, "has a scale and an offset for different numbers of features; export the model again");
  AffineStep what{.scale = scale, .shift = std::vector<double>(size)};
  for (std::size_t f = 0; f < size; ++f)
    what.shift[f] = -offset[offset.size() == 1 ? 0 : f] * scale[scale.size() == 1 ? 0 : f];
  ChainStep step = step_of(given.node, std::move(what));
  step.is_rewritable = false;  // attributes are no tensors
  return result_of(std::move(step), given.rows.shape);
}

RowsResult batch_norm_of(const RowsNode& given, std::int64_t opset, OnnxContext& context) {
  const OnnxNode& node = given.node;
  if (is_of_training(node, opset))
    context.fail(node, "uses the mean and variance of each batch (training mode" +
                           std::string(is_untested(node, opset) ? ": is_test is not 1" : "") +
                           "); export the model after model.eval()");
  if (given.constants.size() < 5) context.fail(node, "lacks an input; export the model again");
  RowShape shape = given.rows.shape;
  std::vector<FeatureValues> parts;  // gamma, beta, mean, variance
  for (std::size_t i = 1; i < 5; ++i) {
    if (!given.constant(i) || given.constant(i)->rank() != 1)
      context.fail(node, "has statistics that are no constants; export the model after model.eval()");
    OnnxConstant part = *given.constant(i);
    if (part.dims != given.constant(1)->dims)
      context.fail(node, "has statistics of different lengths; export the model again");
    // channels are the second axis; OnnxMLTools transposes rows, and means the features all the same
    const std::size_t axis = shape.feature_axis(part.dims.front()).value_or(1);
    if (axis + 1 < shape.rank()) append_axes_of_one(part, shape.rank() - axis - 1);
    parts.push_back(feature_values_of(part, shape, node, context));
  }
  ChainStep step = step_of(node, batch_norm_step(parts[2].values, parts[3].values, parts[0].values, parts[1].values,
                                                 node.real("epsilon", 1e-5), context.file() + ": " + title_of(node)));
  step.operation = "BatchNorm";
  for (const FeatureValues& part : parts) note_tensor(part, step);
  step.bias_tensor = parts[1].tensor;
  return result_of(std::move(step), std::move(shape));
}

}  // namespace reluscope
