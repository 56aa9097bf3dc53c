#include "report/run_metrics.hpp"

#include "report/metric_collector.hpp"

namespace reluscope {
namespace {

void append(const Metrics& more, Metrics& metrics) { metrics.insert(metrics.end(), more.begin(), more.end()); }

}  // namespace

Metrics quality_metrics(const PredictionMetrics& training, const std::optional<PredictionMetrics>& validation) {
  MetricCollector of_training;
  describe(of_training, training);
  Metrics metrics = of_training.take();
  if (!validation) return metrics;
  MetricCollector of_validation("validation.");
  describe(of_validation, *validation);
  append(of_validation.take(), metrics);
  return metrics;
}

Metrics quality_metrics(const Report& report) {
  if (report.quality) return quality_metrics(*report.quality, std::nullopt);
  if (!report.training) return {};
  const EpochReport& last = report.training->history.back();
  return quality_metrics(last.training, last.validation);
}

std::string layer_prefix(std::size_t index) { return "layers[" + std::to_string(index) + "]."; }

Metrics layer_metrics(const LayerDiagnosis& layer, std::size_t index) {
  const std::string prefix = layer_prefix(index);
  Metrics metrics;
  for (const SummaryMetric& metric : summary_metrics())
    if (!metric.is_of_network)
      metrics.push_back({prefix + std::string(metric.name), metric.kind, metric.value({&layer, 1})});
  MetricCollector others(prefix);
  describe(others, layer);
  for (const Metric& metric : others.take())
    if (find_metric(metrics, metric.name) == nullptr) metrics.push_back(metric);
  return metrics;
}

Metrics gate_metrics(const Metrics& summary, const Metrics& quality, std::span<const LayerDiagnosis> layers) {
  Metrics metrics = summary;
  append(quality, metrics);
  for (std::size_t l = 0; l < layers.size(); ++l) append(layer_metrics(layers[l], l), metrics);
  return metrics;
}

Metrics gate_metrics(const Report& report) {
  return gate_metrics(report.summary.metrics(), quality_metrics(report), report.layers);
}

}  // namespace reluscope
