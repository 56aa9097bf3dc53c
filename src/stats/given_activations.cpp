#include "stats/given_activations.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "model/activation_functions.hpp"

namespace reluscope {
namespace {

/// z > 0 if and only if h = f(z) is above this.
float activation_at_zero(const Activation& f) { return f.kind == ActivationKind::sigmoid ? 0.5F : 0.0F; }

template <class F>
void add_activations(F f, float at_zero, MatrixView<const float> h, ActivationStats& stats) {
  constexpr ActivationTraits k_traits = traits_of(F::k_kind);
  for (std::size_t j = 0; j < h.rows(); ++j) {
    const float* const row = h.row(j).data();
    for (std::size_t i = 0; i < h.columns(); ++i) {
      const double value = row[i];
      stats.active_rows[i] += row[i] > at_zero;
      stats.activation_sum[i] += value;
      stats.absolute_sum[i] += std::abs(value);
      stats.square_sum[i] += value * value;
      stats.max_preactivation[i] = std::max(stats.max_preactivation[i], row[i]);
      if constexpr (k_traits.saturates && !k_traits.keeps_z)
        stats.max_derivative[i] = std::max(stats.max_derivative[i], std::abs(f.backward(1.0F, row[i])));
    }
  }
}

}  // namespace

ActivationRange range_of(const Activation& f) {
  constexpr float k_greatest = std::numeric_limits<float>::max();
  switch (f.kind) {
    case ActivationKind::relu:
      return {0, k_greatest};
    case ActivationKind::elu:
      return {-1, k_greatest};
    case ActivationKind::tanh:
      return {-1, 1};
    case ActivationKind::sigmoid:
      return {0, 1};
    default:
      return {-k_greatest, k_greatest};
  }
}

void accumulate_activations(MatrixView<float> h, const Activation& f, ActivationStats& stats) {
  if (f.kind == ActivationKind::relu) {
    const std::vector<float> no_bias(h.columns());
    return stats.activate_and_accumulate(h, no_bias, f);  // ReLU leaves an activation as it is
  }
  with_function<float>(f, [&](auto function) { add_activations(function, activation_at_zero(f), h, stats); });
}

void forget_unknown_preactivations(const Activation& f, ActivationStats& stats) {
  const bool keeps_positive =
      f.kind == ActivationKind::relu || f.kind == ActivationKind::leaky_relu || f.kind == ActivationKind::elu;
  for (float& greatest : stats.max_preactivation)
    if (!keeps_positive || !(greatest > 0)) greatest = std::numeric_limits<float>::quiet_NaN();
}

}  // namespace reluscope
