#include "diagnosis/evidence/weight_change.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "diagnosis/measures.hpp"
#include "support/elementary.hpp"

namespace reluscope {
namespace {

double norm_of(MatrixView<const float> weights) { return norm({weights.data(), weights.size()}); }

}  // namespace

double WeightChange::least_ratio() const {
  double least = 1;
  for (std::size_t l = 0; l < before.size(); ++l)
    if (before[l] > 0) least = std::min(least, after[l] / before[l]);
  return least;
}

WeightChange weight_change(const Network<float>& before, const Network<float>& after) {
  WeightChange change;
  for (std::size_t l = 0; l < before.layers().size(); ++l) {
    change.before.push_back(norm_of(before.weights(l)));
    change.after.push_back(norm_of(after.weights(l)));
  }
  double moved = 0;
  for (std::size_t k = 0; k < before.parameters().size(); ++k)
    moved += square(static_cast<double>(after.parameters()[k]) - before.parameters()[k]);
  const double start = norm(before.parameters());
  if (moved > 0) change.moved = start > 0 ? std::sqrt(moved) / start : std::numeric_limits<double>::infinity();
  return change;
}

}  // namespace reluscope
