#include "model_file/onnx/operators.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "support/number.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

struct Refusal {
  std::string_view op;  // the start of its name
  std::string_view reason;
};

constexpr std::string_view k_not_mlp = "; only MLPs are read: linear layers with one kind of activation between them";

/// By the starts of names, the longer first.
constexpr auto k_refusals = std::to_array<Refusal>({
    {"ConvInteger", "is of a quantised model; export the model before it is quantised"},
    {"Conv", "is a convolution"},
    {"MatMulInteger", "is of a quantised model; export the model before it is quantised"},
    {"MatMulNBits", "is of a quantised model; export the model before it is quantised"},
    {"QLinear", "is of a quantised model; export the model before it is quantised"},
    {"QGemm", "is of a quantised model; export the model before it is quantised"},
    {"Quant", "is of a quantised model; export the model before it is quantised"},
    {"BipolarQuant", "is of a quantised model; export the model before it is quantised"},
    {"Dequant", "is of a quantised model; export the model before it is quantised"},
    {"DynamicQuant", "is of a quantised model; export the model before it is quantised"},
    {"MaxPool", "is a pooling layer"},
    {"AveragePool", "is a pooling layer"},
    {"GlobalAveragePool", "is a pooling layer"},
    {"GlobalMaxPool", "is a pooling layer"},
    {"LSTM", "is a recurrent layer"},
    {"GRU", "is a recurrent layer"},
    {"RNN", "is a recurrent layer"},
    {"Attention", "is an attention layer, which multiplies activations with each other"},
    {"MultiHeadAttention", "is an attention layer, which multiplies activations with each other"},
    {"Einsum", "multiplies tensors in a way that is not read"},
    {"LayerNorm", "is a layer normalisation, which divides by what it measures in each row"},
    {"SimplifiedLayerNorm", "is a layer normalisation, which divides by what it measures in each row"},
    {"SkipLayerNorm",
     "is a residual connection with a layer normalisation, which divides by what it measures in each row"},
    {"SkipSimplifiedLayerNorm",
     "is a residual connection with a layer normalisation, which divides by what it measures in each row"},
    {"EmbedLayerNorm", "is an embedding with a layer normalisation"},
    {"GroupNorm", "is a group normalisation, which divides by what it measures in each row"},
    {"InstanceNorm", "is an instance normalisation, which divides by what it measures in each row"},
    {"RMSNorm", "is an RMS normalisation, which divides by what it measures in each row"},
    {"MeanVarianceNorm", "is a normalisation, which divides by what it measures in each row"},
    {"LpNorm", "is a normalisation, which divides by what it measures in each row"},
    {"LRN", "is a normalisation, which divides by what it measures in each row"},
    {"TreeEnsemble", "is an ensemble of trees"},
    {"LinearClassifier", "is a linear model with its own scores"},
    {"LinearRegressor", "is a linear model"},
    {"SVM", "is a support vector machine"},
    {"Fused", "is fused for one runtime; export the model without the optimisations of a runtime"},
});

/// What tails are made of: they choose, count and name classes, or give scores another form.
constexpr auto k_tail_operators = std::to_array<std::string_view>({
    "Abs",
    "Add",
    "And",
    "ArgMax",
    "ArgMin",
    "ArrayFeatureExtractor",
    "Binarizer",
    "Cast",
    "CastLike",
    "CategoryMapper",
    "Ceil",
    "Celu",
    "Clip",
    "Concat",
    "Div",
    "Dropout",
    "Elu",
    "Equal",
    "Erf",
    "Exp",
    "Expand",
    "Flatten",
    "Floor",
    "Gather",
    "GatherElements",
    "Gelu",
    "Greater",
    "GreaterOrEqual",
    "HardSigmoid",
    "HardSwish",
    "Hardmax",
    "Identity",
    "LabelEncoder",
    "LeakyRelu",
    "Less",
    "LessOrEqual",
    "Log",
    "LogSoftmax",
    "Max",
    "Min",
    "Mish",
    "Mul",
    "Neg",
    "Not",
    "Normalizer",
    "OneHot",
    "Or",
    "PRelu",
    "Pow",
    "Reciprocal",
    "ReduceL2",
    "ReduceLogSumExp",
    "ReduceMax",
    "ReduceMean",
    "ReduceMin",
    "ReduceProd",
    "ReduceSum",
    "Relu",
    "Reshape",
    "Round",
    "Selu",
    "Shape",
    "Sigmoid",
    "Sign",
    "Slice",
    "Softmax",
    "Softplus",
    "Softsign",
    "Split",
    "Sqrt",
    "Squeeze",
    "Sub",
    "Sum",
    "Swish",
    "Tanh",
    "ThresholdedRelu",
    "TopK",
    "Transpose",
    "Unsqueeze",
    "Where",
    "ZipMap",
});

}  // namespace

double decimal_of(double value) { return parse_number(to_shortest(static_cast<float>(value))).value_or(value); }

std::optional<Activation> activation_of(const OnnxNode& node, std::string& reason) {
  if (!node.domain.empty()) return std::nullopt;
  if (node.op == "Relu") return Activation{.kind = ActivationKind::relu};
  if (node.op == "Tanh") return Activation{.kind = ActivationKind::tanh};
  if (node.op == "Sigmoid") return Activation{.kind = ActivationKind::sigmoid};
  if (node.op == "LeakyRelu") {
    const double slope = decimal_of(node.real("alpha", 0.01));
    if (slope == 0) return Activation{.kind = ActivationKind::relu};
    if (slope > 0 && slope < 1) return Activation{.kind = ActivationKind::leaky_relu, .slope = slope};
    reason = "is a leaky ReLU with the slope " + to_shortest(slope) + "; one between 0 and 1 is read";
  }
  if (node.op == "Elu" || node.op == "Celu") {
    const double alpha = decimal_of(node.real("alpha", 1));
    if (alpha == 1) return Activation{.kind = ActivationKind::elu};
    reason = "is an ELU with alpha " + to_shortest(alpha) + "; one with alpha 1 is read";
  }
  if (node.op == "ThresholdedRelu" && node.real("alpha", 1) == 0) return Activation{.kind = ActivationKind::relu};
  if (node.op == "Swish") {
    if (node.real("alpha", 1) == 1) return Activation{.kind = ActivationKind::silu};
    reason = "is a Swish with a factor of its own; SiLU, with the factor 1, is read";
  }
  if (node.op == "Gelu") {
    const OnnxAttribute* const approximate = node.attribute("approximate");
    if (approximate == nullptr || !approximate->s || approximate->s == "none")
      return Activation{.kind = ActivationKind::gelu};
    reason = "is the tanh approximation of GELU; GELU itself is read: torch.nn.GELU(approximate='none')";
  }
  return std::nullopt;
}

bool is_untested(const OnnxNode& node, std::int64_t opset) { return opset < 7 && node.integer("is_test", 0) == 0; }

bool measures_rows(std::string_view op) { return op.starts_with("Reduce"); }

std::optional<std::string> foreign_code_of(const OnnxNode& node, const OnnxModel& model) {
  const bool has_graph = std::ranges::any_of(node.attributes, &OnnxAttribute::has_graph);
  if (has_graph || node.op == "If" || node.op == "Loop" || node.op == "Scan")
    return "has a graph of its own, which is not read; export the model without conditions and loops";
  if (std::ranges::find(model.function_domains, node.domain) != model.function_domains.end())
    return "is a function that the file defines, which is not read; replace it by its nodes with "
           "onnx.inliner.inline_local_functions, or export with a newer torch";
  return std::nullopt;
}

std::optional<std::string> refusal_of(const OnnxNode& node) {
  for (const Refusal& refusal : k_refusals) {
    if (!node.op.starts_with(refusal.op)) continue;
    const bool has_cure = refusal.reason.find("; ") != std::string_view::npos;
    return std::string(refusal.reason) + std::string(has_cure ? "" : k_not_mlp);
  }
  if (!node.domain.empty() && node.domain != "ai.onnx.ml")
    return "is of an operator set that is not read; export the model with the standard operators alone";
  if (std::ranges::find(k_tail_operators, node.op) == k_tail_operators.end())
    return "is not read" + std::string(k_not_mlp);
  return std::nullopt;
}

}  // namespace reluscope
