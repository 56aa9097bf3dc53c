#include "run/run_gates.hpp"

#include <charconv>
#include <string_view>

#include "report/run_metrics.hpp"

namespace reluscope {
namespace {

// Of what is not there yet, the names are known; the values mean nothing.

PredictionMetrics named_metrics(bool is_classification, bool is_regression) {
  PredictionMetrics metrics;
  if (is_classification) metrics.accuracy = 0;
  if (is_regression) metrics.rmse = metrics.r2 = 0;
  return metrics;
}

/// The layer that the metric names, 0 if it names none.
std::size_t layer_of(std::string_view metric) {
  constexpr std::string_view k_start = "layers[";
  std::size_t layer = 0;
  if (metric.starts_with(k_start))
    std::from_chars(metric.data() + k_start.size(), metric.data() + metric.size(), layer);
  return layer;
}

std::size_t hidden_layers(const ModelSpec& model) {
  return model.start ? model.start->file.widths.size() - 2 : model.hidden.size();
}

PredictionMetrics metrics_of(Task task) {
  return named_metrics(task == Task::classification, task == Task::regression);
}

void check_gates(const std::vector<Gate>& gates, const Metrics& quality, std::size_t hidden_layers) {
  const std::vector<LayerDiagnosis> layers(hidden_layers);
  const Metrics metrics = gate_metrics(Summary(layers).metrics(), quality, layers);
  for (const Gate& gate : gates) static_cast<void>(gate.metric_in(metrics));
}

}  // namespace

void check_gate(const Gate& gate) {
  const PredictionMetrics any = named_metrics(true, true);
  Metrics metrics = gate_metrics(Summary(std::span<const LayerDiagnosis>()).metrics(), quality_metrics(any, any), {});
  const Metrics of_layer = layer_metrics(LayerDiagnosis(), layer_of(gate.metric()));
  metrics.insert(metrics.end(), of_layer.begin(), of_layer.end());
  static_cast<void>(gate.metric_in(metrics));
}

void check_gates(const RunSpec& spec, const Dataset& dataset) {
  const PredictionMetrics quality = metrics_of(dataset.encoding.task);
  const bool holds_out = dataset.validation.rows() > 0;
  check_gates(spec.gates, quality_metrics(quality, holds_out ? std::optional(quality) : std::nullopt),
              hidden_layers(spec.model));
}

void check_gates(const std::vector<Gate>& gates, const std::optional<Task>& task, std::size_t hidden_layers) {
  check_gates(gates, task ? quality_metrics(metrics_of(*task), std::nullopt) : Metrics(), hidden_layers);
}

}  // namespace reluscope
