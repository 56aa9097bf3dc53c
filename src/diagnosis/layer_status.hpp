#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "diagnosis/unit_status.hpp"
#include "stats/activity_tracker.hpp"

namespace reluscope {

/// A hidden layer at an epoch.
struct LayerStatus {
  std::int64_t dead = 0;
  std::int64_t saturated = 0;
  std::int64_t sparse = 0;
  std::int64_t dormant = 0;
  double apoz = 0;                       // mean over the units of 1 − activation_rate (Hu et al. 2016)
  std::optional<double> effective_rank;  // none if it was not worked out, or all activations are 0
};

/// Of hidden layer l; rows: of the training, > 0.
LayerStatus layer_status(const EpochActivity& epoch, std::size_t l, std::int64_t rows, const StatusRule& rule);

}  // namespace reluscope
