#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "diagnosis/proof/input_box.hpp"
#include "model/network.hpp"

namespace reluscope {

/// Points at which units of a hidden layer are to fire, each within a box of its own.
struct AttackBatch {
  std::vector<std::size_t> units;      // of each point; one for several points if need be
  Matrix<float> points, lower, upper;  // points × inputs; moved to where z was greatest; the boxes
  std::vector<bool> fires;             // however the float32 sums are ordered

  AttackBatch(std::size_t count, std::size_t inputs)
      : units(count),
        points(Matrix<float>::from_shape({count, inputs})),
        lower(Matrix<float>::from_shape({count, inputs})),
        upper(Matrix<float>::from_shape({count, inputs})),
        fires(count) {}
  std::size_t size() const { return units.size(); }
};

/// The floats of a box.
void set_box(AttackBatch& batch, std::size_t point, std::span<const double> lower, std::span<const double> upper);

/// Searches for inputs on which units of a hidden ReLU layer fire: projected steps along the sign of the gradient
/// (Madry et al. 2018), with momentum (Dong et al. 2018). One-hot groups stay one-hot.
class Attack {
 public:
  /// groups: those inputs are moved between categories, as far as the boxes have them; inputs in no group, by steps.
  Attack(const Network<float>& network, std::span<const InputBox::Group> groups, std::size_t layer);

  /// Moves every point that does not fire by `steps` steps, which fall from `first_step` of the width of its box to 0;
  /// where the unit's gradient is 0, along its row of `slopes` (the layer's units × inputs; see LayerBounds). A point
  /// that fires is left where it does.
  void climb(AttackBatch& batch, MatrixView<const double> slopes, int steps, float first_step);
  /// Each unit's pre-activation at its point; units.size() may not be above k_capacity.
  std::vector<float> preactivations(std::span<const std::size_t> units, MatrixView<const float> points);

  static constexpr std::size_t k_capacity = 64;  // points that are moved at once
  /// The multiplications of a climb, for a point.
  static double cost(const Network<float>& network, std::size_t layer, int steps);

 private:
  void climb_some(AttackBatch& batch, std::span<const std::size_t> points, MatrixView<const double> slopes, int steps,
                  float first_step);
  /// Of the pass that preactivations made.
  void gradients(std::span<const std::size_t> units, MatrixView<const float> points, MatrixView<float> result);
  bool switch_category(std::span<float> point, std::span<const float> upper, std::span<const float> gradient,
                       std::size_t group) const;

  const Network<float>& m_network;
  std::vector<InputBox::Group> m_groups;
  std::vector<bool> m_is_grouped;  // inputs
  std::size_t m_layer;
  Workspace<float> m_workspace;
};

}  // namespace reluscope
