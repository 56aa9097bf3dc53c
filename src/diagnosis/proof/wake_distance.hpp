#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "diagnosis/proof/attack.hpp"
#include "diagnosis/proof/row_distance.hpp"
#include "diagnosis/proof/witness.hpp"

namespace reluscope {

/// A unit of a hidden layer that is known to fire, and rows close to which an input that wakes it is looked for.
struct Sleeper {
  std::size_t unit = 0;
  Witness witness;                       // replaced by one closer to a row, if one is found
  std::vector<std::vector<float>> rows;  // with one category in each group
  double distance = 0;                   // of the witness from the nearest of the rows
  double proven = 0;                     // closer than this share to any row nothing wakes it
};

/// Attacks within boxes around the rows that shrink as far as the unit still wakes: for every row by bisection of the
/// share, until that is known to within a few per cent. slopes: the layer's units × inputs.
void approach_rows(const Network<float>& network, const InputBox& box, const RowDistance& measure, std::size_t layer,
                   MatrixView<const double> slopes, std::span<Sleeper> sleepers);

/// The most multiplications that this takes for one row of a unit.
double approach_cost(const Network<float>& network, std::size_t layer);

}  // namespace reluscope
