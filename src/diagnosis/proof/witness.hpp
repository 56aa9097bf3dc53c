#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "diagnosis/proof/input_box.hpp"
#include "nn/network.hpp"

namespace reluscope {

/// An input that makes a unit fire: a float for each input of the network.
using Witness = std::vector<float>;

/// Searches the corners of the box for inputs on which units of a hidden layer fire, a unit each of the result; none
/// where nothing was found, which proves nothing. The search starts from the highest corner of each unit's row of
/// `slopes` (network's units × inputs; see LayerBounds::upper_slopes) and from the middle of the box, and goes on to
/// the highest corner of the unit's gradient there, a few times. A witness fires however the float32 sums are ordered:
/// its pre-activation, in double, is greater than what they may be off by (Higham 2002, §3.1).
std::vector<std::optional<Witness>> find_witnesses(const Network<float>& network, const InputBox& box,
                                                   std::size_t layer, std::span<const std::size_t> units,
                                                   MatrixView<const double> slopes);

}  // namespace reluscope
