#pragma once

#include <cstddef>
#include <vector>

#include "diagnosis/proof/input_box.hpp"
#include "model/network.hpp"
#include "support/names.hpp"

namespace reluscope {

enum class BoundMethod { interval, crown };
template <>
inline constexpr auto k_words<BoundMethod> = std::to_array<Word<BoundMethod>>({{BoundMethod::interval, "interval"},
                                                                               {BoundMethod::crown, "crown"}});

/// A bound of a unit's pre-activation over a box of inputs, and the method that gave it.
struct Bound {
  double value = 0;
  BoundMethod method = BoundMethod::interval;
};

/// Over all units of a layer: lower ≤ z ≤ upper.
struct LayerBounds {
  std::vector<Bound> lower, upper;
  /// Per unit the coefficients of the linear function of the inputs that bounds z from above: units × inputs.
  Matrix<double> upper_slopes = Matrix<double>::from_shape({0, 0});
};

/// Bounds of every hidden unit's pre-activation for every input in the box, layer by layer: by interval arithmetic,
/// which is exact in the first layer but for rounding, and by backward linear relaxation (CROWN, Zhang et al. 2018;
/// DeepPoly, Singh et al. 2019), whichever is tighter. Layers run as matrix products, over all their units at once.
///
/// They hold for the network as it is computed in float32, in whatever order the sums are taken: every layer may be off
/// by what Higham's bound allows (γ_{n+1} for n weights that are not 0). The bounds themselves are computed in double,
/// their own rounding errors bounded alike and added. A bound is infinite if a float may overflow.
std::vector<LayerBounds> bounds_of(const Network<float>& network, const InputBox& box);

}  // namespace reluscope
