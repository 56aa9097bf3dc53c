#include "model_file/onnx/written_activations.hpp"

#include <cmath>
#include <string_view>
#include <variant>

#include "model_file/onnx/operators.hpp"

namespace reluscope {
namespace {

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

bool is_sigmoid(const Link* link) {
  const auto* const activation = link->step ? std::get_if<Activation>(&link->step->what) : nullptr;
  return activation != nullptr && activation->kind == ActivationKind::sigmoid;
}

bool is_operation(const Link* link, std::string_view operation) {
  return link->step && link->step->operation == operation;
}

/// x times `factor`, times the activation of what is at `argument`, if x is that or a multiple of it.
std::optional<WrittenActivation> gated(const Stream& x, const Link* argument, ActivationKind kind, double factor) {
  const std::optional<double> multiple = multiple_of(x.link, argument);
  if (!multiple) return std::nullopt;
  const double scale = *multiple * factor;
  return WrittenActivation{.argument = {.link = argument, .shape = x.shape},
                           .activation = {.kind = kind},
                           .scale = is_near(scale, 1) ? 1 : scale};
}

/// x·Sigmoid(x), x·(1 + Erf(x / √2)).
std::optional<WrittenActivation> gate(const Stream& x, const Stream& by) {
  const UniformAffine factor = uniform_affine(by.link);
  if (is_sigmoid(factor.base) && factor.shift == 0)
    return gated(x, factor.base->before, ActivationKind::silu, factor.scale);
  if (!is_operation(factor.base, "Erf") || factor.scale != factor.shift) return std::nullopt;
  UniformAffine inner{.base = factor.base->before};
  while (!(is_near(inner.scale, 1 / std::sqrt(2.0)) && inner.shift == 0))
    if (!go_back(inner)) return std::nullopt;
  return gated(x, inner.base, ActivationKind::gelu, 2 * factor.scale);
}

/// Max(x, a·x), 0 < a < 1.
std::optional<WrittenActivation> leak(const Stream& x, const Stream& scaled) {
  const UniformAffine affine = uniform_affine(scaled.link);
  if (affine.base != x.link || affine.shift != 0 || !(affine.scale > 0) || !(affine.scale < 1)) return std::nullopt;
  return WrittenActivation{.argument = x,
                           .activation = {.kind = ActivationKind::leaky_relu, .slope = decimal_of(affine.scale)}};
}

}  // namespace

std::optional<WrittenActivation> written_activation(const OnnxNode& node, const Stream& a, const Stream& b) {
  if (!node.domain.empty()) return std::nullopt;
  std::optional<WrittenActivation> found;
  if (node.op == "Mul") {
    found = gate(a, b);
    if (!found) found = gate(b, a);
  } else if (node.op == "Max") {
    found = leak(a, b);
    if (!found) found = leak(b, a);
  }
  return found;
}

}  // namespace reluscope
