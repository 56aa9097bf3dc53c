#include "prune/prune_result.hpp"

#include <algorithm>

namespace reluscope {

std::int64_t PrunedLayer::count(PruneReason reason) const {
  return std::ranges::count(removed, reason, &RemovedUnit::reason);
}

std::int64_t PruneResult::count(PruneReason reason) const {
  std::int64_t count = 0;
  for (const PrunedLayer& layer : layers) count += layer.count(reason);
  return count;
}

std::int64_t PruneResult::removed() const {
  std::int64_t count = 0;
  for (const PrunedLayer& layer : layers) count += layer.units - layer.units_left;
  return count;
}

}  // namespace reluscope
