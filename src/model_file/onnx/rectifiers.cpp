#include "model_file/onnx/rectifiers.hpp"

#include <algorithm>

#include "model_file/onnx/operators.hpp"

namespace reluscope {
namespace {

std::optional<double> single_number(const ConstantPtr& constant) {
  return constant && constant->values.size() == 1 ? std::optional(constant->values.front()) : std::nullopt;
}

std::optional<Activation> leaky_of(const OnnxConstant& slopes) {
  if (slopes.values.empty()) return std::nullopt;
  const double slope = decimal_of(slopes.values.front());
  const bool is_one = std::ranges::all_of(slopes.values, [&](double v) { return v == slopes.values.front(); });
  if (!is_one || !(slope >= 0) || !(slope < 1)) return std::nullopt;
  return slope == 0 ? Activation() : Activation{.kind = ActivationKind::leaky_relu, .slope = slope};
}

/// Bounds are attributes in older versions, inputs in newer ones.
bool clips_at_zero_alone(const RowsNode& given) {
  constexpr double k_greatest = 3e38;  // older versions say FLT_MAX where there is no bound
  const OnnxNode& node = given.node;
  const bool has_least = node.attribute("min") != nullptr, has_greatest = node.attribute("max") != nullptr;
  const bool is_bounded = has_greatest || given.constant(2);
  const double least = has_least ? node.real("min", -1) : single_number(given.constant(1)).value_or(-1);
  const double greatest = has_greatest ? node.real("max", 0) : single_number(given.constant(2)).value_or(0);
  return least == 0 && (!is_bounded || greatest > k_greatest);
}

}  // namespace

std::optional<Activation> rectifier_of(const RowsNode& given) {
  const bool is_first = given.position == 0, is_pair = given.constants.size() == 2;
  if (given.node.op == "Max" && is_pair && single_number(given.constant(1 - given.position)) == 0.0)
    return Activation();
  if (given.node.op == "PRelu" && is_pair && is_first && given.constant(1)) return leaky_of(*given.constant(1));
  if (given.node.op == "Clip" && is_first && clips_at_zero_alone(given)) return Activation();
  return std::nullopt;
}

}  // namespace reluscope
