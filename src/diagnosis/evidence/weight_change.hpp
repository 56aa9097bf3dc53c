#pragma once

#include <vector>

#include "model/network.hpp"

namespace reluscope {

/// What training did to the weights, as a whole.
struct WeightChange {
  std::vector<double> before, after;  // per layer, the last included: the L2 norm of its weights
  double moved = 0;  // the L2 norm of the change of all parameters over theirs before; 0 if nothing moved

  /// The least of after / before; 1 where both are 0.
  double least_ratio() const;
};

/// The networks have the same shape.
WeightChange weight_change(const Network<float>& before, const Network<float>& after);

}  // namespace reluscope
