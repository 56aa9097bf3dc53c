#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "diagnosis/proof/bounds.hpp"
#include "diagnosis/proof/witness.hpp"
#include "support/thread_pool.hpp"

namespace reluscope {

/// Searches the box for inputs on which units of a hidden layer fire, one for each of the units; none if nothing was
/// found, which proves nothing. Attacks start from the highest corner of the unit's upper bound, from its row of
/// `starts` (units × inputs, within the box), and from points drawn at random, the same in every run.
std::vector<std::optional<Witness>> find_witnesses(const Bounder& bounder, std::size_t layer,
                                                   std::span<const std::size_t> units, MatrixView<const float> starts,
                                                   ThreadPool& pool);

/// The most multiplications that the search takes for one unit of the layer.
double search_cost(const Network<float>& network, std::size_t layer);

}  // namespace reluscope
