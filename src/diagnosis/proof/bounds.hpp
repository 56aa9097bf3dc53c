#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "diagnosis/proof/input_box.hpp"
#include "diagnosis/proof/relaxation.hpp"
#include "diagnosis/proof/rounded_layer.hpp"
#include "model/network.hpp"
#include "support/names.hpp"

namespace reluscope {

enum class BoundMethod { interval, crown, branch_and_bound };
template <>
inline constexpr auto k_words<BoundMethod> = std::to_array<Word<BoundMethod>>({{BoundMethod::interval, "interval"},
                                                                               {BoundMethod::crown, "crown"},
                                                                               {BoundMethod::branch_and_bound,
                                                                                "branch_and_bound"}});

/// A bound of a unit's pre-activation over a box of inputs, and the method that gave it.
struct Bound {
  double value = 0;
  BoundMethod method = BoundMethod::interval;
};

/// Over all units of a layer: lower ≤ z ≤ upper.
struct LayerBounds {
  std::vector<Bound> lower, upper;
  /// Per unit the coefficients of the linear function of the inputs that bounds z from above: units × inputs; none
  /// below Bounder::k_deepest.
  Matrix<double> upper_slopes = Matrix<double>::from_shape({0, 0});
};

/// Parts of a box to bound at once, a row each; of the groups, the inputs sum to one.
struct BoxBatch {
  Matrix<double> lower, upper;  // boxes × inputs
  std::span<const InputBox::Group> groups = {};
  std::optional<Matrix<double>> first_lower = {}, first_upper = {};  // boxes × units: of z in the first layer, if known

  BoxBatch(std::size_t boxes, std::size_t inputs, std::span<const InputBox::Group> groups_ = {})
      : lower(Matrix<double>::from_shape({boxes, inputs})),
        upper(Matrix<double>::from_shape({boxes, inputs})),
        groups(groups_) {}
  std::size_t size() const { return lower.shape()[0]; }
  std::size_t inputs() const { return lower.shape()[1]; }
};

/// Upper bounds of one unit's pre-activation over each box of a batch.
struct UpperBounds {
  std::vector<double> values;
  Matrix<double> slopes;  // boxes × inputs: coefficients of the linear functions that are nowhere below z
};

/// How the layers between the first and that of a unit are bounded on a part of a box.
enum class Effort { interval, crown };

/// Bounds hidden units' pre-activations for every input in a box, layer by layer: by interval arithmetic, which is
/// exact in the first layer but for rounding, and by backward linear relaxation (CROWN, Zhang et al. 2018; DeepPoly,
/// Singh et al. 2019), whichever is tighter. Layers run as matrix products, over all their units, and many boxes, at
/// once.
///
/// Bounds hold for the network as it is computed in float32, in whatever order the sums are taken: every layer may be
/// off by what Higham's bound allows (γ_{n+1} for n weights that are not 0). The bounds themselves are computed in
/// double, their own rounding errors bounded alike and added. A bound is infinite if a float may overflow.
class Bounder {
 public:
  /// The hidden layers that are bounded by linear relaxation too. It takes every layer's functions back through all
  /// layers below, and has long nothing to say where so many lie below.
  static constexpr std::size_t k_deepest = 32;

  /// Bounds all units over the box. Both must outlive the bounder.
  Bounder(const Network<float>& network, const InputBox& box);

  const Network<float>& network() const { return m_network; }
  const InputBox& box() const { return m_box; }
  const std::vector<LayerBounds>& bounds() const { return m_bounds; }
  /// How many hidden layers, from the first on, have linear functions that bound their units.
  std::size_t depth() const { return std::min(m_bounds.size(), k_deepest); }
  const RoundedLayer& layer(std::size_t l) const { return m_layers[l]; }

  /// Upper bounds of units[b] of the layer over the b-th box. The boxes must lie within that of the bounder.
  UpperBounds upper_bounds(std::size_t layer, std::span<const std::size_t> units, const BoxBatch& boxes,
                           Effort effort) const;
  /// The multiplications that this takes for a box, or for one over which z is known in the first layer.
  double cost(std::size_t layer, Effort effort, bool first_is_known = false) const;
  /// How many boxes to bound at once, so that what is kept of them stays small.
  std::size_t batch_size(std::size_t layer, Effort effort) const;

 private:
  struct Ranges;
  struct Functions;

  double value_at(double z) const { return z > 0 ? z : (m_slope == 0 ? 0 : m_slope * z); }
  double function_error(double lower) const;
  void set_constants(std::size_t l, Ranges& ranges) const;
  void limit(std::size_t l, Ranges& ranges) const;
  Ranges first_ranges(const BoxBatch& boxes) const;
  Ranges interval_ranges(std::size_t l, const Ranges& below) const;
  void tighten(std::size_t l, std::span<const Ranges> below, const BoxBatch& boxes, Ranges& ranges) const;
  Functions start(std::size_t l, std::span<const std::size_t> units, std::size_t boxes, double sign) const;
  void take_back(Functions& functions, std::size_t l, std::span<const Relaxation> relaxations) const;
  std::vector<double> greatest(const Functions& functions, const BoxBatch& boxes) const;
  std::vector<double> crown(Functions& functions, std::span<const Ranges> below, const BoxBatch& boxes) const;
  LayerBounds whole_layer(std::size_t l, std::span<const Ranges> below, const BoxBatch& box) const;

  const Network<float>& m_network;
  const InputBox& m_box;
  std::vector<double> m_magnitude;  // of the box
  double m_slope;                   // of the activation below 0
  std::vector<RoundedLayer> m_layers;
  std::vector<LayerBounds> m_bounds;
  std::vector<std::vector<std::size_t>> m_unstable;  // per layer: neither ≤ 0 nor ≥ 0 over the whole box
};

/// Bounds of every hidden unit over the box.
inline std::vector<LayerBounds> bounds_of(const Network<float>& network, const InputBox& box) {
  return Bounder(network, box).bounds();
}

}  // namespace reluscope
