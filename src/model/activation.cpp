#include "model/activation.hpp"

#include "support/number.hpp"
#include "support/text.hpp"

namespace reluscope {

double squared_gain(const Activation& activation) {
  switch (activation.kind) {
    case ActivationKind::leaky_relu:
      return 2 / (1 + activation.slope * activation.slope);
    case ActivationKind::tanh:
      return 25.0 / 9;
    case ActivationKind::sigmoid:
      return 1;
    default:
      return 2;
  }
}

std::string text_of(const Activation& activation) {
  std::string text(name_of(activation.kind));
  if (activation.kind == ActivationKind::leaky_relu) text += ":" + to_shortest(activation.slope);
  return text;
}

std::optional<Activation> activation_named(std::string_view text) {
  const std::size_t colon = text.find(':');
  const std::optional<ActivationKind> kind = value_named<ActivationKind>(text.substr(0, colon));
  if (!kind) return std::nullopt;
  Activation activation{.kind = *kind};
  if (colon == std::string_view::npos) return activation;
  const std::optional<double> slope = parse_number(text.substr(colon + 1));
  if (kind != ActivationKind::leaky_relu || !slope || !(*slope > 0) || !(*slope < 1)) return std::nullopt;
  activation.slope = *slope;
  return activation;
}

}  // namespace reluscope
