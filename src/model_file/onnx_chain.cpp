#include "model_file/onnx_chain.hpp"

#include <algorithm>
#include <cmath>
#include <deque>
#include <iterator>
#include <memory>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>

#include "model_file/batch_norm.hpp"
#include "model_file/onnx_constant.hpp"
#include "model_file/onnx_folding.hpp"
#include "model_file/onnx_operators.hpp"
#include "model_file/onnx_order.hpp"
#include "model_file/row_shape.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

/// A step, and what comes before it. Steps that several nodes go on from have several links behind them.
struct Link {
  std::shared_ptr<const ChainStep> step;  // null: the input itself
  const Link* before = nullptr;
  const Link* last_layer = nullptr;  // the last LinearStep up to here; null: none
};

/// Rows somewhere on their way through the graph.
struct Stream {
  const Link* link = nullptr;
  RowShape shape;
};

/// What a name stands for: a constant, rows, or nothing (an input that is left out).
struct GraphValue {
  ConstantPtr constant;
  std::optional<Stream> stream;
};

/// scale·x + shift, the same for all features, of what is at `base`.
struct UniformAffine {
  const Link* base;
  double scale = 1, shift = 0;
};

/// Takes the base one step back; false if that step is something else.
bool go_back(UniformAffine& from) {
  const ChainStep* const step = from.base->step.get();
  const auto* const affine = step != nullptr ? std::get_if<AffineStep>(&step->what) : nullptr;
  if (affine == nullptr || affine->scale.size() != 1 || affine->shift.size() != 1) return false;
  from.shift += from.scale * affine->shift.front();
  from.scale *= affine->scale.front();
  from.base = from.base->before;
  return true;
}

/// As far back as it goes.
UniformAffine uniform_affine(const Link* link) {
  UniformAffine result{.base = link};
  while (go_back(result)) {
  }
  return result;
}

/// How many times what is at `base` the link is; none if it is something else.
std::optional<double> multiple_of(const Link* link, const Link* base) {
  UniformAffine result{.base = link};
  while (result.base != base)
    if (!go_back(result)) return std::nullopt;
  return result.shift == 0 ? std::optional(result.scale) : std::nullopt;
}

bool is_near(double value, double wanted) { return std::abs(value - wanted) <= 1e-5 * std::abs(wanted); }

const Activation* activation_at(const Link* link) {
  return link->step ? std::get_if<Activation>(&link->step->what) : nullptr;
}

bool is_operation(const Link* link, std::string_view operation) {
  return link->step && link->step->operation == operation;
}

bool is_sum(std::string_view op) { return op == "Add" || op == "Sub" || op == "Sum"; }

class GraphWalk {
 public:
  GraphWalk(const OnnxModel& model, ExternalData& external, OnnxContext& context)
      : m_model(model), m_external(external), m_context(context) {
    for (const OnnxTensor& tensor : model.initializers)
      if (!m_initializers.emplace(tensor.name, &tensor).second)
        context.fail("tensor " + in_quotes(tensor.name) +
                     " is there twice; the file is damaged; export the model again");
  }

  OnnxChain walk() {
    if (m_model.has_sparse_initializers) m_context.fail("sparse tensors are not read; export the model without them");
    const std::vector<const OnnxNode*> nodes = nodes_in_order(m_model, m_context);
    take_input(nodes);
    for (const OnnxNode* node : nodes) visit(*node);
    OnnxChain chain{.steps = joined_outputs(), .input = m_input, .notes = std::move(m_notes)};
    return chain;
  }

 private:
  [[noreturn]] void fail(const OnnxNode& node, const std::string& why) const { m_context.fail(node, why); }
  [[noreturn]] void fail_rows(const OnnxNode& node) const {
    fail(node, "does not keep rows apart, or changes the order of their features; only networks on rows are read");
  }

  // The input and the outputs.

  void take_input(const std::vector<const OnnxNode*>& nodes) {
    std::set<std::string_view> used;
    for (const OnnxNode* node : nodes) used.insert(node->inputs.begin(), node->inputs.end());
    std::vector<std::string> names;
    const OnnxValueInfo* input = nullptr;
    for (const OnnxValueInfo& info : m_model.inputs) {
      if (m_initializers.contains(info.name) || !used.contains(info.name)) continue;
      names.push_back(in_quotes(info.name));
      input = &info;
    }
    if (names.empty()) m_context.fail("no input of the graph reaches its outputs: they are constants");
    if (names.size() > 1)
      m_context.fail("several inputs: " + join_at_most(names) + "; only networks on one tensor of rows are read");
    m_input = std::string(input->name);
    using Dims = std::vector<std::int64_t>;
    RowShape shape(input->has_shape ? std::optional<Dims>(input->dims) : std::nullopt);
    if (shape.rank() > k_most_axes) m_context.fail("input " + in_quotes(m_input) + " has more than 8 axes");
    m_links.emplace_back();
    m_values[input->name] = {.stream = Stream{.link = &m_links.back(), .shape = std::move(shape)}};
  }

  /// The steps from the input to a link.
  static std::vector<const Link*> path_to(const Link* link) {
    std::vector<const Link*> path;
    for (; link->step; link = link->before) path.push_back(link);
    std::ranges::reverse(path);
    return path;
  }

  /// The steps that all outputs share, and then what follows after the last layer, which is cut off.
  Chain joined_outputs() {
    std::vector<std::vector<const Link*>> paths;
    const Link* last_layer = nullptr;
    std::string first;
    for (const OnnxValueInfo& output : m_model.outputs) {
      const GraphValue* const value = find(output.name);
      if (value == nullptr || !value->stream) continue;  // a constant beside the others
      if (paths.empty()) {
        last_layer = value->stream->link->last_layer;
        first = in_quotes(output.name);
      } else if (value->stream->link->last_layer != last_layer) {
        m_context.fail("several outputs: " + first + " and " + in_quotes(output.name) +
                       " come from different layers; only networks with one last layer are read");
      }
      paths.push_back(path_to(value->stream->link));
    }
    if (paths.empty()) m_context.fail("no output of the graph depends on its input");
    std::size_t shared = paths.front().size();
    for (const auto& path : paths)
      shared = std::min(
          shared, static_cast<std::size_t>(std::ranges::mismatch(paths.front(), path).in1 - paths.front().begin()));
    Chain chain;
    for (std::size_t i = 0; i < shared; ++i) chain.push_back(paths.front()[i]->step);
    const std::set<const Link*> kept(paths.front().begin(),
                                     std::next(paths.front().begin(), static_cast<std::ptrdiff_t>(shared)));
    for (const Link& other : m_links)  // all nodes lead to an output
      if (last_layer != nullptr && other.last_layer == last_layer && !kept.contains(&other))
        chain.push_back(as_tail(*other.step));
    return chain;
  }

  /// A step of which not all outputs are the result.
  static std::shared_ptr<const ChainStep> as_tail(const ChainStep& step) {
    return std::make_shared<const ChainStep>(
        ChainStep{.title = step.title, .operation = step.operation, .what = OtherStep{}});
  }

  // Values and steps.

  /// Null if nothing makes it.
  const GraphValue* find(std::string_view name) {
    if (const auto known = m_values.find(name); known != m_values.end()) return &known->second;
    const auto stored = m_initializers.find(name);
    if (stored == m_initializers.end()) return nullptr;
    GraphValue value;
    value.constant =
        std::make_shared<const OnnxConstant>(constant_of(*stored->second, std::string(name), m_external, m_context));
    return &(m_values[name] = std::move(value));
  }

  std::vector<GraphValue> inputs_of(const OnnxNode& node) {
    std::vector<GraphValue> inputs;
    for (const std::string_view name : node.inputs) {
      const GraphValue* const value = name.empty() ? nullptr : find(name);
      if (value == nullptr && !name.empty())
        fail(node, "takes " + in_quotes(name) + ", which is not in the file; export the model again");
      inputs.push_back(value != nullptr ? *value : GraphValue{});
    }
    return inputs;
  }

  const Link* link(const Link* before, ChainStep step) {
    const bool is_layer = std::holds_alternative<LinearStep>(step.what);
    m_links.push_back({std::make_shared<const ChainStep>(std::move(step)), before, before->last_layer});
    if (is_layer) m_links.back().last_layer = &m_links.back();
    return &m_links.back();
  }

  static ChainStep step_of(const OnnxNode& node, decltype(ChainStep::what) what) {
    return {
        .title = title_of(node), .operation = one_line(std::string(node.op.substr(0, 40))), .what = std::move(what)};
  }

  void set_output(const OnnxNode& node, GraphValue value) {
    if (node.outputs.empty()) return;
    m_values[node.outputs.front()] = std::move(value);
  }
  void set_stream(const OnnxNode& node, const Link* at, RowShape shape) {
    set_output(node, {.stream = Stream{.link = at, .shape = std::move(shape)}});
  }

  void visit(const OnnxNode& node) {
    if (const auto reason = foreign_code_of(node, m_model)) fail(node, *reason);
    const std::vector<GraphValue> inputs = inputs_of(node);
    std::vector<std::size_t> streams;
    for (std::size_t i = 0; i < inputs.size(); ++i)
      if (inputs[i].stream) streams.push_back(i);
    if (streams.empty()) {
      visit_constants(node, inputs);
    } else {
      // other results than the first lead nowhere but to a tail
      const bool can_be_tail = inputs[streams.front()].stream->link->last_layer != nullptr;
      if (node.outputs.size() > 1 && can_be_tail && !refusal_of(node)) {
        const Stream others = tail(node, inputs, streams, "");
        for (std::size_t o = 1; o < node.outputs.size(); ++o) m_values[node.outputs[o]] = {.stream = others};
      }
      if (streams.size() == 1)
        visit_stream(node, inputs, streams.front());
      else
        visit_streams(node, inputs, streams);
    }
  }

  static std::vector<ConstantPtr> constants_of(const std::vector<GraphValue>& inputs) {
    std::vector<ConstantPtr> constants;
    for (const GraphValue& input : inputs) constants.push_back(input.constant);
    return constants;
  }

  void visit_constants(const OnnxNode& node, const std::vector<GraphValue>& inputs) {
    if (const auto reason = refusal_of(node); reason && node.op != "Constant" && node.op != "ConstantOfShape")
      fail(node, *reason);
    const bool is_same = node.op == "Identity" && inputs.size() == 1 && inputs.front().constant;
    if (is_same) return set_output(node, inputs.front());
    const OnnxAttribute* const value = node.op == "Constant" ? node.attribute("value") : nullptr;
    const std::string name(node.outputs.empty() ? "" : node.outputs.front());
    OnnxConstant constant = value != nullptr && value->t
                                ? constant_of(*value->t, name, m_external, m_context)
                                : fold_node(node, constants_of(inputs), m_model.opset, m_context);
    set_output(node, {.constant = std::make_shared<const OnnxConstant>(std::move(constant))});
  }

  /// Something that may only come after the last layer; why: it cannot come before.
  Stream tail(const OnnxNode& node, const std::vector<GraphValue>& inputs, const std::vector<std::size_t>& streams,
              const std::string& why) {
    std::string reason = why;
    if (const auto refusal = refusal_of(node)) fail(node, why.empty() ? *refusal : why);
    if (reason.empty())
      reason = "is none of the activations that are read between layers: " + join_at_most(words_of<ActivationKind>());
    const Link* const first = inputs[streams.front()].stream->link;
    for (const std::size_t i : streams)
      if (inputs[i].stream->link->last_layer != first->last_layer)
        fail(node,
             "joins branches of the graph (a residual connection, or several networks); only plain chains of "
             "layers are read");
    if (first->last_layer == nullptr && why.empty())
      reason = "comes before the first layer; Sub, Add, Mul, Div, Scaler and BatchNormalization are read there";
    if (first->last_layer == nullptr) fail(node, reason);
    return {.link = link(first, step_of(node, OtherStep{reason})), .shape = RowShape(std::nullopt)};
  }

  // Nodes on one tensor of rows.

  void visit_stream(const OnnxNode& node, const std::vector<GraphValue>& inputs, std::size_t position) {
    const Stream& stream = *inputs[position].stream;
    const auto constant = [&](std::size_t i) { return i < inputs.size() ? inputs[i].constant : nullptr; };
    const auto cut = [&](const std::string& why) { set_output(node, {.stream = tail(node, inputs, {position}, why)}); };
    if (node.domain == "ai.onnx.ml" && node.op == "Scaler") return scale(node, stream);
    if (!node.domain.empty()) return cut("");
    if (node.op == "Gemm") return gemm(node, inputs, position);
    if (node.op == "MatMul") return matmul(node, stream, constant(1 - std::min(position, std::size_t{1})), position);
    const bool is_arithmetic = is_sum(node.op) || node.op == "Mul" || node.op == "Div";
    if (is_arithmetic && inputs.size() == 2 && constant(1 - position))
      return arithmetic(node, stream, constant(1 - position), position == 0);
    if (node.op == "Neg") return affine(node, stream, {.scale = {-1}}, nullptr, stream.shape);
    if (node.op == "BatchNormalization") return batch_norm(node, inputs, stream);
    if (node.op == "Dropout" && constant(2) && std::ranges::count(constant(2)->values, 0) == 0)
      fail(node, "drops features at random (training mode); export the model after model.eval()");
    if (node.op == "Identity" || node.op == "Dropout") return set_stream(node, stream.link, stream.shape);
    if (node.op == "Cast") return cast(node, inputs, position);
    if (node.op == "Shape") return shape_of(node, stream);
    if (follow_shape(node, inputs, position)) return;
    if (const auto activation = rectifier(node, inputs, position)) return activate(node, stream, *activation);
    std::string reason;
    if (const auto activation = activation_of(node, reason)) return activate(node, stream, *activation);
    if (node.op == "PRelu") reason = "is a PReLU whose slopes are no single number from 0 to 1";
    if (node.op == "Pow" || node.op == "Erf") reason = "is no part of an activation that is read";
    if (node.op == "Pow") reason += " (the tanh approximation of GELU is none; torch.nn.GELU() is)";
    cut(reason);
  }

  void activate(const OnnxNode& node, const Stream& stream, const Activation& activation) {
    set_stream(node, link(stream.link, step_of(node, activation)), stream.shape);
  }

  /// Max(x, 0) and Clip(x, 0) are ReLU, Max(x, 0) on the other side too.
  static std::optional<Activation> rectifier(const OnnxNode& node, const std::vector<GraphValue>& inputs,
                                             std::size_t position) {
    const auto number = [&](std::size_t i) -> std::optional<double> {
      const bool is_one = i < inputs.size() && inputs[i].constant && inputs[i].constant->values.size() == 1;
      return is_one ? std::optional(inputs[i].constant->values.front()) : std::nullopt;
    };
    if (node.op == "Max" && inputs.size() == 2 && number(1 - position) == 0.0) return Activation();
    if (node.op == "PRelu" && inputs.size() == 2 && position == 0 && inputs[1].constant)
      return leaky(*inputs[1].constant);
    if (node.op != "Clip" || position != 0) return std::nullopt;
    constexpr double k_greatest = 3e38;  // older versions say FLT_MAX where there is no bound
    const bool has_bound = (inputs.size() > 2 && inputs[2].constant) || node.attribute("max") != nullptr;
    const double least = node.attribute("min") != nullptr ? node.real("min", -1) : number(1).value_or(-1);
    const double greatest = node.attribute("max") != nullptr ? node.real("max", 0) : number(2).value_or(0);
    if (least == 0 && (!has_bound || greatest > k_greatest)) return Activation();
    return std::nullopt;
  }

  /// A PReLU with one slope for all units.
  static std::optional<Activation> leaky(const OnnxConstant& slopes) {
    if (slopes.values.empty()) return std::nullopt;
    const double slope = decimal_of(slopes.values.front());
    const bool is_one = std::ranges::all_of(slopes.values, [&](double v) { return v == slopes.values.front(); });
    if (!is_one || !(slope >= 0) || !(slope < 1)) return std::nullopt;
    return slope == 0 ? Activation() : Activation{.kind = ActivationKind::leaky_relu, .slope = slope};
  }

  void cast(const OnnxNode& node, const std::vector<GraphValue>& inputs, std::size_t position) {
    const Stream& stream = *inputs[position].stream;
    const std::int64_t to = node.integer("to", 1);
    const OnnxAttribute* const attribute = node.attribute("to");
    const bool is_text = attribute != nullptr && attribute->s;  // before version 6: "FLOAT"
    if (is_text || to == 1 || to == 11) return set_stream(node, stream.link, stream.shape);
    if (to == 10 || to == 16) {
      if (std::exchange(m_has_half_note, true) == false)
        m_notes.emplace_back("the file computes with 16 bits, here it is done with 32");
      return set_stream(node, stream.link, stream.shape);
    }
    set_output(node, {.stream = tail(node, inputs, {position}, "rounds the features to whole numbers or texts")});
  }

  void shape_of(const OnnxNode& node, const Stream& stream) {
    if (!stream.shape.is_known()) fail(node, "asks for a shape that the file does not say; export it with shapes");
    RowShape shape = stream.shape;
    auto constant = std::make_shared<OnnxConstant>();
    constant->values = shape.extents();
    constant->dims = {static_cast<std::int64_t>(constant->values.size())};
    constant->is_integer = true;
    set_output(node, {.constant = std::move(constant)});
  }

  /// Nodes that only change how the features lie. False if it is none of them.
  bool follow_shape(const OnnxNode& node, const std::vector<GraphValue>& inputs, std::size_t position) {
    const Stream& stream = *inputs[position].stream;
    if (position != 0) return false;
    RowShape shape = stream.shape;
    bool fits = true, names_units = false;
    const std::vector<ConstantPtr> constants = constants_of(inputs);
    if (node.op == "Flatten") {
      fits = shape.flatten(node.integer("axis", 1));
    } else if (node.op == "Reshape") {
      const auto wanted = integers_of(node, constants, "shape", 1);
      fits = wanted && shape.reshape(*wanted, node.integer("allowzero", 0) == 0);
      names_units = wanted && std::ranges::any_of(*wanted, [](double extent) { return extent > 1; });
    } else if (node.op == "Transpose") {
      fits = shape.permute(permutation_of(node, shape.rank(), m_context));
    } else if (node.op == "Unsqueeze") {
      const auto axes = integers_of(node, constants, "axes", 1);
      fits = axes && shape.unsqueeze(*axes);
    } else if (node.op == "Squeeze") {
      fits = shape.squeeze(integers_of(node, constants, "axes", 1).get());
    } else {
      return false;
    }
    if (!fits) {
      constexpr const char* k_why = "does not keep rows apart, or changes the order of their features";
      set_output(node, {.stream = tail(node, inputs, {position}, k_why)});
      return true;
    }
    const Link* at = stream.link;
    if (names_units && at->last_layer != nullptr) {  // with fewer units the shape would be wrong
      ChainStep barrier = step_of(node, AffineStep{});
      barrier.is_rewritable = false;
      at = link(at, std::move(barrier));
    }
    set_stream(node, at, std::move(shape));
    return true;
  }

  // Layers.

  /// A matrix of the graph as units × inputs, times a factor. inputs_axis: of the constant, which may have axes of one
  /// before its two, or only that of the inputs.
  ChainStep layer(const OnnxNode& node, const OnnxConstant& matrix, bool inputs_last, double factor) {
    std::vector<std::size_t> axes;
    for (std::size_t axis = 0; axis < matrix.rank(); ++axis)
      if (matrix.dims[axis] != 1 || axis + 2 >= matrix.rank()) axes.push_back(axis);
    if (matrix.is_opaque || matrix.is_integer || axes.size() != 2)
      fail(node, matrix.is_opaque || matrix.is_integer
                     ? "has weights that are no floating-point numbers; export the model as float32"
                     : "multiplies with a tensor that is no matrix; only layers on rows are read");
    if (matrix.values.empty()) fail(node, "has no weights; a layer needs inputs and units");
    const std::size_t input_axis = inputs_last ? axes[1] : axes[0], unit_axis = inputs_last ? axes[0] : axes[1];
    LinearStep linear{.inputs = static_cast<std::size_t>(matrix.dims[input_axis]),
                      .units = static_cast<std::size_t>(matrix.dims[unit_axis])};
    m_context.take_values(matrix.values.size(), title_of(node));
    linear.weights.resize(matrix.values.size());
    for (std::size_t u = 0; u < linear.units; ++u)
      for (std::size_t i = 0; i < linear.inputs; ++i)
        linear.weights[u * linear.inputs + i] =
            factor * matrix.values[inputs_last ? u * linear.inputs + i : i * linear.units + u];
    linear.name = layer_name(node, matrix);
    ChainStep step = step_of(node, std::move(linear));
    step.title = title_of(node);
    step.is_rewritable = !matrix.tensor.empty() && matrix.axes[input_axis] >= 0 && matrix.axes[unit_axis] >= 0;
    if (step.is_rewritable) {
      step.input_tensors = {{matrix.tensor, static_cast<std::size_t>(matrix.axes[input_axis])}};
      step.unit_tensors = {{matrix.tensor, static_cast<std::size_t>(matrix.axes[unit_axis])}};
    }
    return step;
  }

  /// "fc1" of a tensor fc1.weight, else the node's name, or the tensor's.
  static std::string layer_name(const OnnxNode& node, const OnnxConstant& matrix) {
    constexpr std::string_view k_weight = ".weight";
    const std::string& tensor = matrix.tensor;
    if (tensor.ends_with(k_weight) && tensor.size() > k_weight.size())
      return tensor.substr(0, tensor.size() - k_weight.size());
    if (!node.name.empty()) return std::string(node.name);
    return tensor.empty() ? std::string(node.outputs.empty() ? "" : node.outputs.front()) : tensor;
  }

  void matmul(const OnnxNode& node, const Stream& stream, const ConstantPtr& matrix, std::size_t position) {
    if (!matrix) fail(node, "lacks its weights; export the model again");
    OnnxConstant weights = *matrix;
    const bool is_vector = weights.rank() == 1;
    if (is_vector) {  // one unit
      const bool is_right = position == 0;
      weights.dims.insert(is_right ? weights.dims.end() : weights.dims.begin(), 1);
      if (!weights.tensor.empty()) weights.axes.insert(is_right ? weights.axes.end() : weights.axes.begin(), -1);
    }
    const bool weights_right = position == 0;
    ChainStep step = layer(node, weights, !weights_right, 1);
    if (is_vector) step.is_rewritable = false;
    const auto& linear = std::get<LinearStep>(step.what);
    RowShape shape = stream.shape;
    if (!shape.contract(weights_right ? 1 : 2, linear.inputs, static_cast<std::int64_t>(linear.units)))
      fail_rows_of_layer(node, linear, stream);
    set_stream(node, link(stream.link, std::move(step)), std::move(shape));
  }

  [[noreturn]] void fail_rows_of_layer(const OnnxNode& node, const LinearStep& linear, const Stream& stream) const {
    const std::optional<std::size_t> features = RowShape(stream.shape).feature_count();
    fail(node, "takes " + pluralized(static_cast<std::int64_t>(linear.inputs), "feature") +
                   " along one axis, which is not what it is given" +
                   (features ? " (rows of " + std::to_string(*features) + ")" : "") +
                   "; only layers on all features of a row are read");
  }

  void gemm(const OnnxNode& node, const std::vector<GraphValue>& inputs, std::size_t position) {
    const bool weights_right = position == 0;
    const std::size_t other = weights_right ? 1 : 0;
    if (position > 1 || inputs.size() < 2 || !inputs[other].constant)
      fail(node, "lacks its weights, or has rows for a bias; only layers with constant weights are read");
    const bool transposes_a = node.integer("transA", 0) != 0, transposes_b = node.integer("transB", 0) != 0;
    // rows·W: W as inputs × units, unless it is transposed; W·rows: as units × inputs
    const bool inputs_last = weights_right ? transposes_b : !transposes_a;
    const double beta = node.real("beta", 1);
    ChainStep step = layer(node, *inputs[other].constant, inputs_last, node.real("alpha", 1));
    auto linear = std::get<LinearStep>(std::move(step.what));
    const Stream& stream = *inputs[position].stream;
    RowShape shape = stream.shape;
    if (shape.is_known() && shape.rank() != 2)
      fail(node, "takes a matrix, and is given a tensor of " + std::to_string(shape.rank()) + " axes");
    const bool is_last = weights_right ? !transposes_a : transposes_b;  // the axis that is summed over
    if (!shape.contract(is_last ? 1 : 2, linear.inputs, static_cast<std::int64_t>(linear.units)))
      fail_rows_of_layer(node, linear, stream);
    if (weights_right ? transposes_a : transposes_b)
      if (!shape.transpose()) fail_rows(node);
    if (inputs.size() > 2 && inputs[2].constant && beta != 0) {
      const Spread bias = spread(node, *inputs[2].constant, shape);
      linear.bias.assign(linear.units, 0);
      for (std::size_t u = 0; u < linear.units; ++u) linear.bias[u] = beta * bias.value(u);
      note_tensor(bias, step);
      if (!bias.tensor.empty()) {
        step.bias_tensor = bias.tensor;
        step.bias_scale = {beta};
      }
    }
    step.what = std::move(linear);
    set_stream(node, link(stream.link, std::move(step)), std::move(shape));
  }

  // Affine steps.

  /// A constant on the features: one value, or one for each.
  struct Spread {
    std::vector<double> values;
    std::string tensor;        // in which it is stored, with a place for each feature; empty: none
    std::size_t axis = 0;      // of that tensor
    bool is_computed = false;  // one for each feature, but not stored so

    double value(std::size_t feature) const { return values[values.size() == 1 ? 0 : feature]; }
  };

  /// shape: of the rows (becomes that of the result).
  Spread spread(const OnnxNode& node, const OnnxConstant& constant, RowShape& shape) {
    const std::string why = constant.is_opaque ? "takes a constant that is no number"
                                               : "takes a constant that does not fit the features of a row";
    if (constant.is_opaque) fail(node, why);
    const auto lies = shape.spread(constant.dims, m_context.values_left());
    if (!lies) fail(node, why);
    m_context.take_values(lies->index.size(), title_of(node));
    Spread result;
    for (const std::size_t i : lies->index) result.values.push_back(constant.values[i]);
    const bool is_one_feature = result.values.size() == 1 && shape.feature_count() == std::size_t{1};
    if (is_one_feature && !constant.tensor.empty())
      for (const std::int64_t axis : constant.axes)
        if (axis >= 0) result.tensor = constant.tensor, result.axis = static_cast<std::size_t>(axis);
    if (result.values.size() == 1) return result;
    const bool is_stored = lies->unit_axis && !constant.tensor.empty() && constant.axes[*lies->unit_axis] >= 0;
    result.is_computed = !is_stored;
    if (is_stored) {
      result.tensor = constant.tensor;
      result.axis = static_cast<std::size_t>(constant.axes[*lies->unit_axis]);
    }
    return result;
  }

  static void note_tensor(const Spread& constant, ChainStep& step) {
    if (!constant.tensor.empty()) step.unit_tensors.push_back({constant.tensor, constant.axis});
    if (constant.is_computed) step.is_rewritable = false;
  }

  void affine(const OnnxNode& node, const Stream& stream, AffineStep what, const Spread* constant, RowShape shape,
              double bias_factor = 0) {
    ChainStep step = step_of(node, std::move(what));
    if (constant != nullptr) note_tensor(*constant, step);
    if (constant != nullptr && bias_factor != 0) {
      step.bias_tensor = constant->tensor;
      step.bias_scale = {bias_factor};
    }
    set_stream(node, link(stream.link, std::move(step)), std::move(shape));
  }

  /// x + c, x − c, c − x, x·c, x / c.
  void arithmetic(const OnnxNode& node, const Stream& stream, const ConstantPtr& operand, bool is_first) {
    OnnxConstant constant = *operand;
    RowShape shape = stream.shape;
    if (m_model.opset < 7 && node.attribute("axis") != nullptr && is_first) {
      const std::int64_t axis = node.integer("axis", 0);
      while (axis >= 0 && axis + static_cast<std::int64_t>(constant.rank()) < static_cast<std::int64_t>(shape.rank())) {
        constant.dims.push_back(1);
        if (!constant.tensor.empty()) constant.axes.push_back(-1);
      }
    }
    if (node.op == "Div" && !is_first) {
      set_output(node, {.stream = tail(node, {{.constant = operand}, {.stream = stream}}, {1}, "divides by features")});
      return;
    }
    const Spread c = spread(node, constant, shape);
    AffineStep what;
    double bias_factor = 0;
    if (is_sum(node.op)) {
      bias_factor = node.op == "Sub" && is_first ? -1 : 1;
      what.shift = c.values;
      for (double& shift : what.shift) shift *= bias_factor;
      if (node.op == "Sub" && !is_first) what.scale = {-1};
    } else {
      what.scale = c.values;
      if (node.op == "Div")
        for (double& scale : what.scale) scale = 1 / scale;
    }
    affine(node, stream, std::move(what), &c, std::move(shape), bias_factor);
  }

  /// ai.onnx.ml: (x − offset)·scale.
  void scale(const OnnxNode& node, const Stream& stream) {
    AffineStep what;
    const auto values = [&](std::string_view name, double otherwise) {
      const OnnxAttribute* const attribute = node.attribute(name);
      if (attribute == nullptr || attribute->floats.empty()) return std::vector{otherwise};
      return std::vector<double>(attribute->floats.begin(), attribute->floats.end());
    };
    what.scale = values("scale", 1);
    const std::vector<double> offset = values("offset", 0);
    const std::size_t size = std::max(what.scale.size(), offset.size());
    if ((what.scale.size() != 1 && what.scale.size() != size) || (offset.size() != 1 && offset.size() != size))
      fail(node, "has a scale and an offset for different numbers of features; export the model again");
    what.shift.assign(size, 0);
    for (std::size_t f = 0; f < size; ++f)
      what.shift[f] = -offset[offset.size() == 1 ? 0 : f] * what.scale[what.scale.size() == 1 ? 0 : f];
    const Spread computed{.values = {}, .tensor = "", .is_computed = true};
    affine(node, stream, std::move(what), &computed, stream.shape);
  }

  void batch_norm(const OnnxNode& node, const std::vector<GraphValue>& inputs, const Stream& stream) {
    if (node.integer("training_mode", 0) != 0)
      fail(node, "measures each batch anew (training mode); export the model after model.eval()");
    if (inputs.size() < 5) fail(node, "lacks an input; export the model again");
    RowShape shape = stream.shape;
    std::vector<Spread> parts;
    for (std::size_t i = 1; i < 5; ++i) {
      if (!inputs[i].constant || inputs[i].constant->rank() != 1)
        fail(node, "has statistics that are no constants; export the model after model.eval()");
      OnnxConstant part = *inputs[i].constant;
      if (part.dims != inputs[1].constant->dims)
        fail(node, "has statistics of different lengths; export the model again");
      // channels are the second axis; OnnxMLTools transposes rows, and means the features all the same
      const std::size_t axis = shape.feature_axis(part.dims.front()).value_or(1);
      for (std::size_t behind = axis + 1; behind < shape.rank(); ++behind) {
        part.dims.push_back(1);
        if (!part.tensor.empty()) part.axes.push_back(-1);
      }
      parts.push_back(spread(node, part, shape));
    }
    const auto values = [&](std::size_t i) { return parts[i].values; };
    ChainStep step =
        step_of(node, batch_norm_step(values(2), values(3), values(0), values(1), node.real("epsilon", 1e-5),
                                      m_context.file() + ": " + title_of(node)));
    step.operation = "BatchNorm";
    for (const Spread& part : parts) note_tensor(part, step);
    step.bias_tensor = parts[1].tensor;
    set_stream(node, link(stream.link, std::move(step)), std::move(shape));
  }

  // Nodes on several tensors of rows: activations that are written out, and tails.

  void visit_streams(const OnnxNode& node, const std::vector<GraphValue>& inputs,
                     const std::vector<std::size_t>& streams) {
    if (inputs.size() == 2 && streams.size() == 2 && node.domain.empty()) {
      const Stream &a = *inputs[0].stream, &b = *inputs[1].stream;
      if (node.op == "Mul" && (gate(node, a, b) || gate(node, b, a))) return;
      if (node.op == "Max" && (leak(node, a, b) || leak(node, b, a))) return;
      if (node.op == "MatMul" || node.op == "Gemm")
        fail(node, "multiplies activations with each other; only MLPs are read");
    }
    std::string why =
        "joins two tensors of activations (a residual connection, attention or the like); only plain "
        "chains of layers are read";
    if (node.op == "Mul")
      why =
          "multiplies activations with each other; of activations that are so written, SiLU (x·Sigmoid(x)) and GELU "
          "with Erf are read, not its tanh or sigmoid approximation";
    set_output(node, {.stream = tail(node, inputs, streams, why)});
  }

  /// x·Sigmoid(x) is SiLU; x·(1 + Erf(x / √2)) is twice GELU.
  bool gate(const OnnxNode& node, const Stream& x, const Stream& by) {
    const UniformAffine factor = uniform_affine(by.link);
    if (!factor.base->step) return false;
    const Activation* const activation = activation_at(factor.base);
    const Link* const argument = factor.base->before;
    if (activation != nullptr && activation->kind == ActivationKind::sigmoid && factor.shift == 0) {
      const auto multiple = multiple_of(x.link, argument);
      return multiple && written_out(node, x, argument, ActivationKind::silu, *multiple * factor.scale);
    }
    if (!is_operation(factor.base, "Erf") || factor.scale != factor.shift) return false;
    UniformAffine inner{.base = argument};
    while (!(is_near(inner.scale, 1 / std::sqrt(2.0)) && inner.shift == 0))
      if (!go_back(inner)) return false;
    const auto multiple = multiple_of(x.link, inner.base);
    return multiple && written_out(node, x, inner.base, ActivationKind::gelu, 2 * *multiple * factor.scale);
  }

  /// Max(x, a·x), 0 < a < 1, is a leaky ReLU.
  bool leak(const OnnxNode& node, const Stream& x, const Stream& scaled) {
    const UniformAffine affine = uniform_affine(scaled.link);
    if (affine.base != x.link || affine.shift != 0 || !(affine.scale > 0) || !(affine.scale < 1)) return false;
    ChainStep step = step_of(node, Activation{.kind = ActivationKind::leaky_relu, .slope = decimal_of(affine.scale)});
    set_stream(node, link(x.link, std::move(step)), x.shape);
    return true;
  }

  bool written_out(const OnnxNode& node, const Stream& x, const Link* base, ActivationKind kind, double scale) {
    const Link* at = link(base, step_of(node, Activation{.kind = kind}));
    if (!is_near(scale, 1)) at = link(at, step_of(node, AffineStep{.scale = {scale}}));
    set_stream(node, at, x.shape);
    return true;
  }

  const OnnxModel& m_model;
  ExternalData& m_external;
  OnnxContext& m_context;
  std::unordered_map<std::string_view, const OnnxTensor*> m_initializers;
  std::unordered_map<std::string_view, GraphValue> m_values;
  std::deque<Link> m_links;
  std::string m_input;
  std::vector<std::string> m_notes;
  bool m_has_half_note = false;
};

}  // namespace

OnnxChain chain_of(const OnnxModel& model, ExternalData& external, OnnxContext& context) {
  return GraphWalk(model, external, context).walk();
}

}  // namespace reluscope
