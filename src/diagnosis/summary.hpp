#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "diagnosis/diagnosis.hpp"

namespace reluscope {

/// One number of the report's `summary`.
struct Metric {
  enum class Kind { count, fraction, flag };
  std::string_view name;
  Kind kind = Kind::count;
  double value = 0;  // of a flag: 0 or 1
};

/// The numbers over all hidden units, in the order of the report. This table is the one place that names them: the
/// report prints it, and a gate may use any of them.
class Summary {
 public:
  explicit Summary(const std::vector<LayerDiagnosis>& layers);

  const std::vector<Metric>& metrics() const { return m_metrics; }
  /// The metric of that name; it must be one.
  double operator[](std::string_view name) const;

 private:
  std::vector<Metric> m_metrics;
};

/// The names of all metrics.
std::vector<std::string> metric_names();

}  // namespace reluscope
