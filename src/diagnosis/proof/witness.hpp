#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "diagnosis/proof/input_box.hpp"
#include "model/network.hpp"

namespace reluscope {

/// An input that makes a unit fire: a float for each input of the network.
using Witness = std::vector<float>;

/// Whether the unit of a hidden ReLU layer fires at the point however the float32 sums are ordered: its pre-activation,
/// in double, is greater than what they may be off by (Higham 2002, §3.1).
bool fires(const Network<float>& network, std::size_t layer, std::size_t unit, std::span<const float> point);

/// The nearest float that is within the bounds.
float float_within(double value, double lower, double upper);

/// Moves each group's inputs to a single 1, where the value is greatest among the categories that the box has.
void make_one_hot(std::span<float> point, const InputBox& box);

}  // namespace reluscope
