#pragma once

#include <optional>
#include <span>
#include <vector>

#include "diagnosis/recovery.hpp"

namespace reluscope {

/// Whether weight decay could revive dead units because floats do not shrink as numbers do: rounding shrinks some
/// weights and not others, and those below the range of floats stay where they are. For units that decay leaves dead in
/// exact arithmetic (ZeroGradientDrift, along a straight line), within the steps of `facts.continuation`. A unit that
/// is not shown to stay dead gets a reason: decay_underflow if floats run out before it is shown, else decay_rounding.
class DecayRounding {
 public:
  /// facts: must outlive this. layer_norms: per layer, no row's inputs to it have a greater L2 norm.
  DecayRounding(const Network<float>& network, const RecoveryFacts& facts, std::span<const double> layer_norms);

  /// Of units of the first layer, whose inputs are fixed. A bound decides for those that only shrink; the others, up to
  /// a fixed amount of work, are taken through the steps in floats. Beyond that they get a reason.
  std::vector<std::optional<RecoveryReason>> of_first_layer(std::span<const std::size_t> units) const;

  /// Of units of the second layer with biases of at most 0, if the optimizer's state moves nothing in these layers. A
  /// bound decides.
  std::vector<std::optional<RecoveryReason>> of_second_layer(std::span<const std::size_t> units) const;

 private:
  /// After any number of the steps a float w is at kept_t · w · (1 + θ) + δ, |θ| ≤ relative, |δ| ≤ absolute, with the
  /// same kept_t ≥ kept for all.
  struct Shrinkage {
    double kept, relative, absolute;
  };
  std::optional<Shrinkage> shrinkage() const;
  bool state_is_zero(std::size_t layer, std::size_t unit) const;
  bool keeps_every_sign(std::size_t layer, std::size_t unit) const;
  std::optional<RecoveryReason> bounded(std::size_t unit) const;
  std::optional<RecoveryReason> bounded_above(std::size_t unit, double sizes_below) const;
  /// By how much z / kept_t can still rise for rounding in the steps that are left, if a bound says.
  std::optional<double> rise_left(const FloatDrift::Deviation& deviation, double size, double span) const;
  void simulate(std::span<const std::size_t> units, std::span<const std::size_t> open,
                std::vector<std::optional<RecoveryReason>>& reasons) const;

  const Network<float>& m_network;
  const RecoveryFacts& m_facts;
  std::span<const double> m_norms;
  std::optional<Shrinkage> m_shrinkage;  // none of optimizers with momentum
};

}  // namespace reluscope
