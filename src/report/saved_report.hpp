#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "diagnosis/metric.hpp"
#include "diagnosis/unit_status.hpp"
#include "train/trainer.hpp"
#include "report/json_part.hpp"

namespace reluscope {

struct SavedLayer {
  std::string name;
  std::vector<UnitStatus> units;
};

/// What later commands need of a report that was written earlier.
struct SavedReport {
  std::string path;  // as given
  TrainingStatus status = TrainingStatus::completed;
  int epochs_completed = 0;
  Metrics summary;
  std::vector<SavedLayer> layers;  // the hidden ones
  /// What two runs must share for a unit of one to be the same unit in the other: names, and values as JSON.
  std::vector<std::pair<std::string, std::string>> setup;
};

/// The metrics of a report's `summary`.
Metrics read_summary(const JsonPart& summary);

/// Reads a report; `path` may be "-" and the file gzip. Throws UserError, which names the file, the place in it and the
/// cure, where it cannot be read, or is no report of this schema_version, or not as it was written.
SavedReport read_saved_report(const std::string& path);

}  // namespace reluscope
