#pragma once

#include <span>
#include <vector>

#include "model/network.hpp"

namespace reluscope {

/// A layer of a network in double, and by how much floats may be off it for inputs of limited size.
struct RoundedLayer {
  Matrix<double> weights;              // units × inputs
  Matrix<double> absolute;             // |weights|
  std::vector<double> bias;            // units
  std::vector<double> terms;           // Σ |w|·max|input| + |b|: bounds whatever is added up for z
  std::vector<double> error;           // how far a float z may be off, in whatever order it is summed; may be ∞
  std::vector<double> function_error;  // how far the float f(z) may be off f of the float z; 0 of ReLU
  std::vector<bool> is_constant;       // nothing is added to the bias
};

/// Hidden layer l of the network; input_magnitude: max |input| of each of its inputs. The function errors are left
/// empty.
RoundedLayer rounded_layer(const Network<float>& network, std::size_t l, std::span<const double> input_magnitude);

}  // namespace reluscope
