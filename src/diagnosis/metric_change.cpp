#include "diagnosis/metric_change.hpp"

#include <cmath>

namespace reluscope {
namespace {

std::optional<Metric> copy_of(const Metric* metric) {
  return metric == nullptr ? std::nullopt : std::optional(*metric);
}

}  // namespace

std::optional<double> MetricChange::change() const {
  if (!base || !now) return std::nullopt;
  const double difference = now->value - base->value;
  if (base->kind != Metric::Kind::fraction && now->kind != Metric::Kind::fraction) return difference;
  constexpr double k_decimals = 1e12;
  return std::round(difference * k_decimals) / k_decimals;
}

std::optional<Metric> MetricChange::change_metric() const {
  const std::optional<double> difference = change();
  if (!difference) return std::nullopt;
  const bool whole = base->kind != Metric::Kind::fraction && now->kind != Metric::Kind::fraction;
  return Metric{name, whole ? Metric::Kind::count : Metric::Kind::fraction, *difference};
}

std::vector<MetricChange> metric_changes(const Metrics& base, const Metrics& now) {
  std::vector<MetricChange> changes;
  for (const Metric& metric : now) changes.push_back({metric.name, copy_of(find_metric(base, metric.name)), metric});
  for (const Metric& metric : base)
    if (find_metric(now, metric.name) == nullptr) changes.push_back({metric.name, metric, std::nullopt});
  return changes;
}

Metrics metrics_of(const std::vector<MetricChange>& changes) {
  Metrics metrics;
  for (const MetricChange& metric : changes) {
    if (metric.now) metrics.push_back(*metric.now);
    const std::optional<double> change = metric.change();
    if (!change) continue;
    metrics.push_back({metric.name + std::string(k_increase), metric.now->kind, *change});
    metrics.push_back({metric.name + std::string(k_decrease), metric.now->kind, 0 - *change});
  }
  return metrics;
}

}  // namespace reluscope
