#pragma once

#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "diagnosis/diagnosis.hpp"
#include "diagnosis/metric.hpp"

namespace reluscope {

struct SummaryMetric {
  std::string_view name;
  Metric::Kind kind;
  std::string_view sentence;  // what it counts, for the schema
  double (*value)(std::span<const LayerDiagnosis>);
  bool is_of_network = false;  // it says nothing of a layer alone
};

/// The numbers over all hidden units, in the order of the report. This table is the one place that names them.
std::span<const SummaryMetric> summary_metrics();

/// Their values: a gate may use any of them.
class Summary {
 public:
  Summary() = default;
  explicit Summary(std::span<const LayerDiagnosis> layers);
  /// Of a report that was read.
  explicit Summary(Metrics metrics) : m_metrics(std::move(metrics)) {}

  const Metrics& metrics() const { return m_metrics; }
  /// The metric of that name, 0 if the report that was read is older than it; it must be one of summary_metrics.
  double operator[](std::string_view name) const;

 private:
  Metrics m_metrics;
};

}  // namespace reluscope
