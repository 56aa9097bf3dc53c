#pragma once

#include <cstddef>

namespace reluscope {

// The shares of the features' ranges that proven radii are given in: 0, two significant digits from 1e-5 on, and 1.

inline constexpr std::size_t k_share_decades = 5, k_last_share = k_share_decades * 90 + 1;

/// index: at most k_last_share.
constexpr double share_at(std::size_t index) {
  if (index == 0) return 0;
  if (index == k_last_share) return 1;
  double divisor = 100;
  for (std::size_t decade = (index - 1) / 90 + 1; decade < k_share_decades; ++decade) divisor *= 10;
  return static_cast<double>(10 + (index - 1) % 90) / divisor;
}

}  // namespace reluscope
