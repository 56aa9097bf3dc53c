#pragma once

#include <optional>
#include <span>
#include <string>

#include "diagnosis/diagnosis.hpp"
#include "diagnosis/metric.hpp"
#include "diagnosis/prediction_metrics.hpp"
#include "report/report.hpp"

namespace reluscope {

// The numbers of a run that a gate may use beside those of its summary. Their names are the report's keys.

/// How good the outputs are: "loss", and "accuracy" or "rmse" and "r2"; the same of the held-out rows with
/// "validation." before it, if there are any.
Metrics quality_metrics(const PredictionMetrics& training, const std::optional<PredictionMetrics>& validation);
/// Of the last tracked epoch.
Metrics quality_metrics(const Report& report);

/// "layers[1]."
std::string layer_prefix(std::size_t index);
/// What is in the summary of this layer alone, as "layers[1].dead", and its other numbers.
Metrics layer_metrics(const LayerDiagnosis& layer, std::size_t index);

/// All that a gate on the report may use: its summary, its quality, its layers.
Metrics gate_metrics(const Metrics& summary, const Metrics& quality, std::span<const LayerDiagnosis> layers);
Metrics gate_metrics(const Report& report);

}  // namespace reluscope
