#pragma once

#include <vector>

#include "linalg/matrix_view.hpp"
#include "model/network.hpp"

namespace reluscope {

/// How a layer starts out.
struct LayerStart {
  double gain = 0;    // root mean square of its weights over √(squared_gain / fan_in), the scale of He et al. 2015
  double spread = 0;  // of a hidden layer: how far z, without its bias, spreads over the rows; rms over the units of
                      // the standard deviation
  double bias = 0;    // root mean square of its biases
};

/// What a network is before its first step, on at most 256 evenly spaced rows.
struct StartEvidence {
  std::vector<LayerStart> layers;  // the last included

  /// By how much the spread of z grows or shrinks through all layers, beside weights of He's scale: their product.
  double gain() const;
};

/// inputs: rows × inputs, at least one row.
StartEvidence start_evidence(const Network<float>& network, MatrixView<const float> inputs);

/// The share of networks with hidden layers of these widths that are born dead, whatever their input: about
/// 1 − ∏(1 − 2^−width), as each unit of a layer is inactive with a probability of ½ (Lu et al. 2020, "Dying ReLU and
/// Initialization", theorem 3.3 for biases of 0).
double born_dead_probability(const Network<float>& network);

}  // namespace reluscope
