#include "model_file/onnx/folding.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "model_file/onnx/constants_node.hpp"
#include "model_file/onnx/folding_arithmetic.hpp"
#include "model_file/onnx/folding_layout.hpp"
#include "model_file/onnx/folding_lists.hpp"
#include "model_file/onnx/folding_values.hpp"

namespace reluscope {
namespace {

struct Foldable {
  std::string_view op;
  OnnxConstant (*fold)(const ConstantsNode& given);
};

constexpr auto k_foldable = std::to_array<Foldable>({
    {"Identity", fold_identity},
    {"Dropout", fold_identity},
    {"Cast", fold_cast},
    {"Constant", fold_constant},
    {"Transpose", fold_transpose},
    {"Reshape", fold_reshape},
    {"Flatten", fold_flatten},
    {"Unsqueeze", fold_unsqueeze},
    {"Squeeze", fold_squeeze},
    {"Neg", fold_negation},
    {"Sqrt", fold_square_root},
    {"Reciprocal", fold_reciprocal},
    {"Add", fold_sum},
    {"Sub", fold_difference},
    {"Mul", fold_product},
    {"Div", fold_quotient},
    {"Concat", fold_concat},
    {"Gather", fold_gather},
    {"Slice", fold_slice},
    {"Shape", fold_shape},
    {"ReduceProd", fold_product_of_all},
    {"ConstantOfShape", fold_constant_of_shape},
});

bool is_opaque(const ConstantPtr& constant) { return constant && constant->is_opaque; }

}  // namespace

OnnxConstant fold_node(const OnnxNode& node, const std::vector<ConstantPtr>& inputs, std::int64_t opset,
                       OnnxContext& context) {
  const auto* const found =
      node.domain.empty() ? std::ranges::find(k_foldable, node.op, &Foldable::op) : k_foldable.end();
  const bool has_texts = std::ranges::any_of(inputs, is_opaque);
  if (found != k_foldable.end() && (!has_texts || node.op == "Constant"))
    return found->fold({.node = node, .inputs = inputs, .opset = opset, .context = context});
  if (has_texts) return {.is_opaque = true};  // they may go through operators that only a tail has
  context.fail(node, "computes constants, in a way that is not read; simplify the model first, as with onnxsim");
}

}  // namespace reluscope
