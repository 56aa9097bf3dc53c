#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "diagnosis/gate.hpp"
#include "diagnosis/metric_change.hpp"
#include "diagnosis/unit_change.hpp"
#include "report/report.hpp"
#include "report/run_differences.hpp"

namespace reluscope {

/// What `reluscope check` answers: the gates, judged on a report made earlier.
struct CheckResult {
  Tool tool;
  std::string path;  // of the report, as given
  std::vector<GateResult> gates;
  std::vector<std::string> reasons;  // why it fails, a sentence each; empty if it passes
};

/// The gates of a command on reports.
struct Gates {
  std::vector<Gate> rules;
  bool allow_dead_network = false;  // as if the run had been made with --allow-dead-network
};

/// Judges as `reluscope train` would have: the verdict and the reasons are those of a run with these gates. Throws
/// UserError if a gate's metric is none of the report's.
CheckResult check(const std::string& path, const Report& report, const Gates& gates);

/// A hidden layer in one of the runs.
struct LayerCounts {
  std::string name;
  std::int64_t units = 0;
  std::int64_t dead = 0;
  std::int64_t sparse = 0;
};

/// How many units of a layer changed, by UnitChange.
using ChangeCounts = std::array<std::int64_t, k_words<UnitChange>.size()>;

struct LayerComparison {
  std::optional<LayerCounts> base, now;           // none if that run has no such layer
  std::optional<ChangeCounts> changes;            // none if one of them has no such layer; by counts: the net changes
  std::optional<std::vector<ChangedUnit>> units;  // none by counts

  /// None if one of the runs has no such layer.
  std::optional<std::int64_t> count(UnitChange change) const {
    return changes ? std::optional((*changes)[static_cast<std::size_t>(change)]) : std::nullopt;
  }
};

/// How a unit of one run is found in the other: at the same place, or not at all.
enum class MatchedBy { position, counts };
template <>
inline constexpr auto k_words<MatchedBy> = std::to_array<Word<MatchedBy>>({{MatchedBy::position, "position"},
                                                                           {MatchedBy::counts, "counts"}});

struct ComparedRun {
  std::string path;                      // of the report, as given
  std::optional<TrainingStatus> status;  // of its training
};

/// What `reluscope compare` answers.
struct Comparison {
  Tool tool;
  ComparedRun base, now;
  RunDifferences differences;
  MatchedBy matched_by = MatchedBy::position;
  std::string matched_why;
  std::vector<LayerComparison> layers;
  std::vector<MetricChange> summary;
  std::vector<MetricChange> quality;  // of the last tracked epochs
  std::vector<GateResult> gates;
  std::vector<std::string> reasons;  // why it fails, a sentence each; empty if it passes
};

/// How many units of a layer changed, if it is in both runs: those of `units`, or without them the net changes.
std::optional<ChangeCounts> changes_of(const LayerComparison& layer);

/// A report that was read, and the path it was read from, as given.
struct NamedReport {
  std::string path;
  Report report;
};

/// Fails if a gate's rule holds, or the newer run fails by itself: its training diverged, its network is dead. Throws
/// UserError if a gate's metric is none of metrics_of the two runs' gate_metrics.
Comparison compare(const NamedReport& base, const NamedReport& now, const Gates& gates);

}  // namespace reluscope
