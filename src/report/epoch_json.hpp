#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <utility>
#include <vector>

#include "diagnosis/layer_status.hpp"
#include "report/report.hpp"

namespace reluscope {

/// A tracked epoch, as `--events` tells of it when it is over.
struct EpochRecord {
  EpochQuality quality;
  std::vector<LayerStatus> layers;                          // the hidden ones
  std::vector<std::pair<std::size_t, std::size_t>> died;  // layer and unit, since the look before
  std::vector<std::pair<std::size_t, std::size_t>> revived;
};

/// An entry of the report's `training.history`.
nlohmann::ordered_json epoch_json(const EpochQuality& epoch, Task task);

/// The same with what the layers did, on one line without a newline.
std::string epoch_line(const EpochRecord& news, Task task);

}  // namespace reluscope
