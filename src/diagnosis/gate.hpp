#pragma once

#include <string>

#include "diagnosis/metric.hpp"

namespace reluscope {

struct GateResult {
  std::string rule;
  double value = 0;  // of the metric
  bool passed = true;
};

/// A rule such as "dead_fraction > 0.05": a run for which it holds fails. Which metrics there are is known only to
/// those who have them: the summary, a report that was read, two reports that are compared.
class Gate {
 public:
  /// METRIC OPERATOR NUMBER; operators > >= < <= == !=. Throws UserError on another form.
  explicit Gate(const std::string& rule);

  const std::string& rule() const { return m_rule; }
  /// The metric of the rule; throws UserError that lists the metrics if it is none of them.
  const Metric& metric_in(const Metrics& metrics) const;
  /// Throws as metric_in does.
  GateResult judge(const Metrics& metrics) const;

 private:
  std::string m_rule;
  std::string m_metric;
  bool (*m_holds)(double, double) = nullptr;
  double m_threshold = 0;
};

}  // namespace reluscope
