#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "support/names.hpp"

namespace reluscope {

/// What hidden layers make of their pre-activations, as PyTorch defines it.
enum class ActivationKind {
  relu,        // max(0, z)
  leaky_relu,  // z, or slope·z for z ≤ 0
  elu,         // z, or eᶻ − 1 for z ≤ 0
  gelu,        // z·Φ(z), Φ the normal distribution function
  silu,        // z·σ(z)
  tanh,
  sigmoid,  // σ(z) = 1 / (1 + e⁻ᶻ)
};
template <>
inline constexpr auto k_words<ActivationKind> =
    std::to_array<Word<ActivationKind>>({{ActivationKind::relu, "relu"},
                                         {ActivationKind::leaky_relu, "leaky_relu", "SLOPE"},
                                         {ActivationKind::elu, "elu"},
                                         {ActivationKind::gelu, "gelu"},
                                         {ActivationKind::silu, "silu"},
                                         {ActivationKind::tanh, "tanh"},
                                         {ActivationKind::sigmoid, "sigmoid"}});

struct Activation {
  ActivationKind kind = ActivationKind::relu;
  double slope = 0.01;       // of leaky_relu, between 0 and 1
  int gradient_at_zero = 0;  // of relu: ReLU'(0), 0 or 1
};

struct ActivationTraits {
  bool can_die;              // f' = 0 on a whole range: a unit may be dead
  bool saturates;            // f' comes as near to 0 as one likes without being 0: a unit may be saturated
  bool is_piecewise_linear;  // what proofs are for
  bool is_rectifier;         // f is near 0 below z = 0 and near z above: "active" means z > 0
  bool is_never_negative;
  bool keeps_z;           // f' does not follow from f(z): a backward pass needs z too
  double greatest_slope;  // the greatest value of f'
};
constexpr ActivationTraits traits_of(ActivationKind kind) {
  switch (kind) {
    case ActivationKind::relu:
      break;
    case ActivationKind::leaky_relu:
      return {.is_piecewise_linear = true, .is_rectifier = true, .greatest_slope = 1};
    case ActivationKind::elu:
      return {.saturates = true, .is_rectifier = true, .greatest_slope = 1};
    case ActivationKind::gelu:  // at z = √2
      return {.saturates = true, .is_rectifier = true, .keeps_z = true, .greatest_slope = 1.1289041451630914};
    case ActivationKind::silu:  // where z·tanh(z/2) = 2, at z = 2.3993572805154676
      return {.saturates = true, .is_rectifier = true, .keeps_z = true, .greatest_slope = 1.0998393201288669};
    case ActivationKind::tanh:
      return {.saturates = true, .greatest_slope = 1};
    case ActivationKind::sigmoid:
      return {.saturates = true, .is_never_negative = true, .greatest_slope = 0.25};
  }
  return {.can_die = true,
          .is_piecewise_linear = true,
          .is_rectifier = true,
          .is_never_negative = true,
          .greatest_slope = 1};
}

/// The square of the factor by which weights must be wider so that activations keep their spread, as
/// torch.nn.init.calculate_gain has it; for elu, gelu and silu, which it does not know, that of relu.
double squared_gain(const Activation& activation);

/// "relu", "leaky_relu:0.2".
std::string text_of(const Activation& activation);
/// The reverse; "leaky_relu" has the slope 0.01. None if it is neither.
std::optional<Activation> activation_named(std::string_view text);

}  // namespace reluscope
