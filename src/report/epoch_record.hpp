#pragma once

#include <vector>

#include "diagnosis/layer_status.hpp"
#include "report/report.hpp"

namespace reluscope {

/// A tracked epoch, as a line of --events shows it.
struct EpochRecord {
  EpochReport metrics;
  std::vector<LayerStatus> layers;    // the hidden ones
  std::vector<UnitId> died, revived;  // since the previous tracked epoch
};

}  // namespace reluscope
