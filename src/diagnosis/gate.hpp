#pragma once

#include <string>
#include <vector>

#include "diagnosis/metric.hpp"

namespace reluscope {

struct GateResult {
  std::string rule;
  double value = 0;  // of the metric; NaN: it has none
  bool passed = true;
};

/// "value 0.25", or that there is none.
std::string value_text(const GateResult& gate);

/// A rule such as "dead_fraction > 0.05": a run for which it holds fails. Which metrics there are is known only to
/// those who have them: a run, a report that was read, two reports that are compared.
class Gate {
 public:
  /// METRIC OPERATOR NUMBER; operators > >= < <= == !=; "5%" is 0.05. Throws UserError on another form.
  explicit Gate(const std::string& rule);

  const std::string& rule() const { return m_rule; }
  /// The name of its metric.
  const std::string& metric() const { return m_metric; }
  /// The metric of the rule; throws UserError that lists the metrics if it is none of them, or if the rule has a
  /// percentage for a metric that is no fraction.
  const Metric& metric_in(const Metrics& metrics) const;
  /// A metric without a value fails: a rule that cannot be judged does not pass. Throws as metric_in does.
  GateResult judge(const Metrics& metrics) const;

 private:
  std::string m_rule;
  std::string m_metric;
  bool (*m_holds)(double, double) = nullptr;
  double m_threshold = 0;
  bool m_is_percentage = false;
};

std::vector<GateResult> judge(const std::vector<Gate>& gates, const Metrics& metrics);

}  // namespace reluscope
