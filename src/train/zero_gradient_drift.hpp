#pragma once

#include <span>

#include "linalg/matrix_view.hpp"
#include "train/optimizer.hpp"

namespace reluscope {

/// How an optimizer moves parameters whose gradient stays 0. After t steps a parameter w is at
///
///     kept_t · w + moved_t · direction,
///
/// with one direction a parameter, out of the optimizer's state, and kept_t and moved_t the same for all parameters:
/// moved_t sums up a geometric series (under momentum μ and without decay: −lr · μ·(1 − μᵗ)/(1 − μ)), and kept_t is 1
/// but for weight decay. So z_t = kept_t · (z + moved_t/kept_t · u) for a unit whose inputs stay as they are, u its
/// pre-activation with `direction` for parameters. As moved_t/kept_t goes from 0 monotonically to its limit,
/// and z_t is linear in it, a unit that is inactive at both ends is inactive throughout.
struct ZeroGradientDrift {
  /// False if decay joins the gradient of an optimizer that normalises it (Adam, RMSprop), so that every parameter
  /// moves differently, and if a momentum of nearly 1 takes over 100,000 steps: then the rest means nothing.
  bool is_linear = true;
  /// kept_t changes its sign: decay overshoots (lr · decay > 1), or swings on momentum.
  bool flips = false;
  /// Weight decay pulls all parameters towards 0.
  bool decays = false;
  /// The limit of moved_t / kept_t, over which a unit may run; at most 0.
  double reach = 0;
  /// One value per parameter, 0 if the whole path is lost in the rounding of a float; empty if the state moves nothing.
  AlignedVector<float> direction;

  bool moves() const { return !is_linear || decays || !direction.empty(); }
  /// Parameter k, of value w, at the end of its path, without decay.
  float moved(float w, std::size_t k) const { return static_cast<float>(w + reach * direction[k]); }
};

/// If training continued from these parameters with gradients of 0 at this learning rate; by the update rules in
/// double. Adam's ε is that of the next step, though it grows relative to √v later on; v changes by 1 % while the first
/// moment lasts.
ZeroGradientDrift zero_gradient_drift(const Optimizer& optimizer, std::span<const float> parameters,
                                      double learning_rate);

}  // namespace reluscope
