#pragma once

#include <string_view>
#include <utility>
#include <vector>

#include "diagnosis/diagnosis.hpp"
#include "diagnosis/metric.hpp"

namespace reluscope {

/// The numbers over all hidden units, in the order of the report. This table is the one place that names them: the
/// report prints it, and a gate may use any of them.
class Summary {
 public:
  explicit Summary(const std::vector<LayerDiagnosis>& layers);
  /// That of a report which was read.
  explicit Summary(Metrics metrics) : m_metrics(std::move(metrics)) {}

  const Metrics& metrics() const { return m_metrics; }
  /// The metric of that name; it must be one.
  double operator[](std::string_view name) const;

 private:
  Metrics m_metrics;
};

}  // namespace reluscope
