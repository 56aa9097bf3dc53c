#pragma once

#include <string>

#include "diagnosis/summary.hpp"

namespace reluscope {

struct GateResult {
  std::string rule;
  double value = 0;  // of the metric
  bool passed = true;
};

/// A rule such as "dead_fraction > 0.05": a run for which it holds fails.
class Gate {
 public:
  /// METRIC OPERATOR NUMBER; operators > >= < <= == !=. Throws UserError on another form, or an unknown metric.
  explicit Gate(const std::string& rule);

  const std::string& rule() const { return m_rule; }
  GateResult judge(const Summary& summary) const;

 private:
  std::string m_rule;
  std::string m_metric;
  bool (*m_holds)(double, double) = nullptr;
  double m_threshold = 0;
};

}  // namespace reluscope
