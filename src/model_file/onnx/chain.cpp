#include "model_file/onnx/chain.hpp"

#include <algorithm>
#include <deque>
#include <memory>
#include <optional>
#include <utility>

#include "model_file/onnx/affine.hpp"
#include "model_file/onnx/ends.hpp"
#include "model_file/onnx/folding.hpp"
#include "model_file/onnx/input_type.hpp"
#include "model_file/onnx/linear.hpp"
#include "model_file/onnx/operators.hpp"
#include "model_file/onnx/order.hpp"
#include "model_file/onnx/rectifiers.hpp"
#include "model_file/onnx/rows_node.hpp"
#include "model_file/onnx/shapes.hpp"
#include "model_file/onnx/tail.hpp"
#include "model_file/onnx/values.hpp"
#include "model_file/onnx/written_activations.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

std::vector<ConstantPtr> constants_of(const std::vector<GraphValue>& inputs) {
  std::vector<ConstantPtr> constants;
  for (const GraphValue& input : inputs) constants.push_back(input.constant);
  return constants;
}

/// Where a node goes on from.
std::vector<const Link*> links_of(const std::vector<GraphValue>& inputs) {
  std::vector<const Link*> links;
  for (const GraphValue& input : inputs)
    if (input.stream) links.push_back(input.stream->link);
  return links;
}

constexpr const char* k_measures =
    "measures each row over its features, as a part of a layer normalisation (LayerNorm, RMSNorm or the like), which "
    "divides by that; only plain chains of layers are read";

bool is_arithmetic(const OnnxNode& node) {
  return node.op == "Add" || node.op == "Sub" || node.op == "Sum" || node.op == "Mul" || node.op == "Div";
}

/// Visits the nodes of a graph, each after those on which it depends. What kinds of nodes make of rows is said in files
/// of their own.
class GraphWalk {
 public:
  GraphWalk(const OnnxModel& model, ExternalData& external, OnnxContext& context)
      : m_model(model), m_external(external), m_context(context), m_values(model, external, context) {}

  OnnxChain walk() {
    if (m_model.has_sparse_initializers) m_context.fail("sparse tensors are not read; export the model without them");
    const std::vector<const OnnxNode*> nodes = nodes_in_order(m_model, m_context);
    const OnnxValueInfo& input = row_input_of(m_model, nodes, m_values, m_context);
    const std::optional<WholeInputs> whole_inputs = whole_inputs_of(input, m_context);
    start_from(input);
    for (const OnnxNode* node : nodes) visit(*node);
    OnnxChain chain{.steps = chain_to_outputs(m_model, m_values, m_links, m_context),
                    .input = std::string(input.name),
                    .whole_inputs = whole_inputs,
                    .notes = std::move(m_notes)};
    if (m_is_half) chain.notes.emplace_back("the file computes with 16 bits, here it is done with 32");
    return chain;
  }

 private:
  void start_from(const OnnxValueInfo& input) {
    using Dims = std::vector<std::int64_t>;
    RowShape shape(input.has_shape ? std::optional<Dims>(input.dims) : std::nullopt);
    if (shape.rank() > k_most_axes) m_context.fail("input " + in_quotes(input.name) + " has more than 8 axes");
    m_is_half = is_half_type(input.type);
    m_links.emplace_back();
    m_values.set(input.name, {.stream = Stream{.link = &m_links.back(), .shape = std::move(shape)}});
  }

  void visit(const OnnxNode& node) {
    if (const auto reason = foreign_code_of(node, m_model)) m_context.fail(node, *reason);
    const std::vector<GraphValue> inputs = m_values.inputs_of(node);
    const std::vector<const Link*> links = links_of(inputs);
    // other results than the first lead nowhere but to a tail
    const bool has_others = node.outputs.size() > 1 && !links.empty() && links.front()->last_layer != nullptr;
    if (node.domain.empty() && node.op == "Dropout") {  // the mask of all features, which none are dropped from
      const GraphValue mask{.constant = std::make_shared<const OnnxConstant>(OnnxConstant{.is_opaque = true})};
      for (std::size_t o = 1; o < node.outputs.size(); ++o) m_values.set(node.outputs[o], mask);
    } else if (has_others && !refusal_of(node)) {
      const GraphValue others{.stream = go_on(links.front(), tail_of(node, links, "", m_context))};
      for (std::size_t o = 1; o < node.outputs.size(); ++o) m_values.set(node.outputs[o], others);
    }
    GraphValue first = value_of(node, inputs, links);
    if (!node.outputs.empty()) m_values.set(node.outputs.front(), std::move(first));
  }

  GraphValue value_of(const OnnxNode& node, const std::vector<GraphValue>& inputs,
                      const std::vector<const Link*>& links) {
    if (links.empty()) return visit_constants(node, inputs);
    if (links.size() == 1) return visit_rows(node, inputs);
    return {.stream = visit_several(node, inputs, links)};
  }

  /// Adds the step of a node, if it makes one.
  Stream go_on(const Link* before, RowsResult result) {
    if (!result.note.empty()) m_notes.push_back(std::move(result.note));
    if (!result.step) return {.link = before, .shape = std::move(result.shape)};
    const bool is_layer = std::holds_alternative<LinearStep>(result.step->what);
    const bool measures = before->measures_rows || measures_rows(result.step->operation);
    m_links.push_back({std::move(result.step), before, before->last_layer, before->depth + 1, measures});
    if (is_layer) m_links.back().last_layer = &m_links.back();
    return {.link = &m_links.back(), .shape = std::move(result.shape)};
  }

  GraphValue visit_constants(const OnnxNode& node, const std::vector<GraphValue>& inputs) {
    if (const auto reason = refusal_of(node); reason && node.op != "Constant" && node.op != "ConstantOfShape")
      m_context.fail(node, *reason);
    const bool is_same = node.op == "Identity" && inputs.size() == 1 && inputs.front().constant;
    if (is_same) return inputs.front();
    const OnnxAttribute* const value = node.op == "Constant" ? node.attribute("value") : nullptr;
    const std::string name(node.outputs.empty() ? "" : node.outputs.front());
    OnnxConstant constant = value != nullptr && value->t
                                ? constant_of(*value->t, name, m_external, m_context)
                                : fold_node(node, constants_of(inputs), m_model.opset, m_context);
    return {.constant = std::make_shared<const OnnxConstant>(std::move(constant))};
  }

  GraphValue visit_rows(const OnnxNode& node, const std::vector<GraphValue>& inputs) {
    const auto rows = std::ranges::find_if(inputs, [](const GraphValue& input) { return input.stream.has_value(); });
    const RowsNode given{.node = node,
                         .rows = *rows->stream,
                         .position = static_cast<std::size_t>(rows - inputs.begin()),
                         .constants = constants_of(inputs)};
    if (node.domain.empty() && node.op == "Shape") return {.constant = extents_of(given, m_context)};
    return {.stream = go_on(given.rows.link, result_for(given))};
  }

  RowsResult result_for(const RowsNode& given) {
    const OnnxNode& node = given.node;
    if (node.domain == "ai.onnx.ml" && node.op == "Scaler") return scaler_of(given, m_context);
    if (!node.domain.empty()) return tail_of(given, "", m_context);
    if (node.op == "Gemm") return gemm_of(given, m_context);
    if (node.op == "MatMul") return matmul_of(given, m_context);
    if (is_arithmetic(node) && given.constants.size() == 2 && given.constant(1 - given.position))
      return arithmetic_of(given, m_model.opset, m_context);
    if (node.op == "Neg") return negation_of(given);
    if (node.op == "BatchNormalization") return batch_norm_of(given, m_model.opset, m_context);
    if (node.op == "Dropout") return dropout(given);
    if (node.op == "Identity") return {.shape = given.rows.shape};
    if (node.op == "Cast") return cast(given);
    if (std::optional<RowsResult> followed = follow_shape(given, m_context)) return *std::move(followed);
    return activation(given);
  }

  RowsResult dropout(const RowsNode& given) const {
    const ConstantPtr is_training = given.constant(2);
    if (is_untested(given.node, m_model.opset) || (is_training && std::ranges::count(is_training->values, 0) == 0))
      m_context.fail(given.node, "drops features at random (training mode" +
                                     std::string(is_untested(given.node, m_model.opset) ? ": is_test is not 1" : "") +
                                     "); export the model after model.eval()");
    return {.shape = given.rows.shape};
  }

  RowsResult cast(const RowsNode& given) {
    const std::int64_t to = given.node.integer("to", 1);
    const OnnxAttribute* const attribute = given.node.attribute("to");
    const bool is_text = attribute != nullptr && attribute->s;  // before version 6: "FLOAT"
    const bool is_half = !is_text && is_half_type(to), is_float = is_text || is_half || to == 1 || to == 11;
    if (!is_float) return tail_of(given, "rounds the features to whole numbers or texts", m_context);
    m_is_half = m_is_half || is_half;
    return {.shape = given.rows.shape};
  }

  RowsResult activation(const RowsNode& given) const {
    const OnnxNode& node = given.node;
    std::string reason;
    std::optional<Activation> found = rectifier_of(given);
    if (!found) found = activation_of(node, reason);
    if (found) return result_of(step_of(node, *found), given.rows.shape);
    if (node.op == "PRelu") reason = "is a PReLU whose slopes are no single number from 0 to 1";
    if (measures_rows(node.op)) reason = k_measures;
    if (node.op == "Pow" || node.op == "Erf") reason = "is no part of an activation that is read";
    if (node.op == "Pow") reason += " (the tanh approximation of GELU is none; torch.nn.GELU() is)";
    return tail_of(given, reason, m_context);
  }

  /// Activations that are written out, and tails.
  Stream visit_several(const OnnxNode& node, const std::vector<GraphValue>& inputs,
                       const std::vector<const Link*>& links) {
    if (inputs.size() == 2) {
      const auto written = written_activation(node, *inputs[0].stream, *inputs[1].stream);
      if (written) return activate(node, *written);
      if (node.domain.empty() && (node.op == "MatMul" || node.op == "Gemm"))
        m_context.fail(node, "multiplies activations with each other; only MLPs are read");
    }
    const std::string why =
        std::ranges::any_of(links, &Link::measures_rows) ? k_measures
        : node.op == "Mul"
            ? "multiplies activations with each other; of activations that are so written, SiLU (x·Sigmoid(x)) and "
              "GELU with Erf are read, not its tanh or sigmoid approximation"
            : "joins two tensors of activations (a residual connection, attention or the like); only plain chains of "
              "layers are read";
    const Link* const first = *std::ranges::min_element(links, {}, &Link::depth);  // what comes before the others
    return go_on(first, tail_of(node, links, why, m_context));
  }

  Stream activate(const OnnxNode& node, const WrittenActivation& written) {
    Stream stream = go_on(written.argument.link, result_of(step_of(node, written.activation), written.argument.shape));
    if (written.scale == 1) return stream;
    return go_on(stream.link, result_of(step_of(node, AffineStep{.scale = {written.scale}}), stream.shape));
  }

  const OnnxModel& m_model;
  ExternalData& m_external;
  OnnxContext& m_context;
  OnnxValues m_values;
  std::deque<Link> m_links;
  bool m_is_half = false;  // some features have 16 bits
  std::vector<std::string> m_notes;
};

}  // namespace

OnnxChain chain_of(const OnnxModel& model, ExternalData& external, OnnxContext& context) {
  return GraphWalk(model, external, context).walk();
}

}  // namespace reluscope
