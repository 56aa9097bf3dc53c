#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "diagnosis/gate.hpp"
#include "diagnosis/metric_change.hpp"
#include "diagnosis/unit_change.hpp"
#include "report/saved_report.hpp"

namespace reluscope {

/// A hidden layer in one of the runs.
struct LayerCounts {
  std::string name;
  std::int64_t units = 0;
  std::int64_t dead = 0;
  std::int64_t sparse = 0;
};

/// How many units of a layer changed, by UnitChange.
using ChangeCounts = std::array<std::int64_t, k_unit_changes.size()>;

struct LayerComparison {
  std::optional<LayerCounts> base, now;  // none where that run has no such layer
  std::optional<ChangeCounts> changes;   // none where one of them has no such layer; by counts: the net changes
  std::vector<ChangedUnit> units;        // empty by counts

  std::int64_t count(UnitChange change) const { return changes ? (*changes)[static_cast<std::size_t>(change)] : 0; }
};

/// Whether a unit of one run is the unit at the same place in the other.
struct Matching {
  bool by_position = false;
  std::string why;
};

/// What `reluscope compare` answers.
struct Comparison {
  struct Run {
    std::string path;  // as given
    TrainingStatus status = TrainingStatus::completed;
  };
  Run base, now;
  Matching matching;
  std::vector<LayerComparison> layers;
  std::vector<MetricChange> summary;
  std::vector<GateResult> gates;
  std::vector<std::string> reasons;  // why it fails, a sentence each; empty where it passes
};

/// Fails where a gate holds, or the training of the newer run diverged. Throws UserError where a gate's metric is none
/// of metrics_of the two summaries.
Comparison compare(const SavedReport& base, const SavedReport& now, const std::vector<Gate>& gates);

}  // namespace reluscope
