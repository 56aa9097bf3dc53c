#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "data/dataset.hpp"
#include "diagnosis/diagnosis.hpp"
#include "diagnosis/prediction_metrics.hpp"
#include "diagnosis/summary.hpp"
#include "diagnosis/unit_event.hpp"
#include "model/initialization.hpp"
#include "model/network.hpp"
#include "support/names.hpp"
#include "support/value.hpp"
#include "train/trainer.hpp"

namespace reluscope {

enum class Severity { info, warning, error };
template <>
inline constexpr auto k_words<Severity> = std::to_array<Word<Severity>>({{Severity::info, "info"},
                                                                         {Severity::warning, "warning"},
                                                                         {Severity::error, "error"}});

/// Something a person should know: what, by which numbers, and what to do.
struct Finding {
  std::string code;  // stable, for scripts
  Severity severity = Severity::info;
  std::string message;
  NamedValues evidence;
  std::string advice;
};

using Findings = std::vector<Finding>;

/// All that the findings of a training run are drawn from.
struct RunFacts {
  const Dataset& dataset;
  Scaling scale;
  const Initialization& initialization;
  bool weights_from_file;  // and not from `initialization`
  const TrainingOptions& training;
  int track_every;
  const TrainingOutcome& outcome;
  const Network<float>& network;  // the final one
  const std::vector<LayerDiagnosis>& layers;
  const std::vector<UnitEvent>& events;
  const Summary& summary;
  double sparse_below;
  double saturated_below;
  std::optional<PredictionMetrics> training_metrics, held_out_metrics;  // of the last evaluation
};

/// The findings, the gravest first. Every one is worded in this folder and nowhere else.
Findings findings_of(const RunFacts& run);

}  // namespace reluscope
