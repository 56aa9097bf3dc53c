#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "diagnosis/proof/input_box.hpp"
#include "model/network.hpp"

namespace reluscope {

/// An input that makes a unit fire: a float for each input of the network.
using Witness = std::vector<float>;

/// Searches the box for inputs on which units of a hidden layer fire, one for each of the units; none if nothing was
/// found, which proves nothing. The search climbs from two points: the highest corner of the unit's row of `slopes`
/// (the layer's units × inputs; see LayerBounds::upper_slopes), and its row of `starts` (units × inputs, within the
/// box). It goes towards the highest corner of the gradient, the whole step or a part of it, whichever is best (Frank &
/// Wolfe 1956); one-hot groups stay one-hot. A witness fires however the float32 sums are ordered: its pre-activation,
/// in double, is greater than what they may be off by (Higham 2002, §3.1).
std::vector<std::optional<Witness>> find_witnesses(const Network<float>& network, const InputBox& box,
                                                   std::size_t layer, std::span<const std::size_t> units,
                                                   MatrixView<const double> slopes, MatrixView<const float> starts);

/// The most multiplications that the search takes for one unit of the layer.
double search_cost(const Network<float>& network, std::size_t layer);

}  // namespace reluscope
