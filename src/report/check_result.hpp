#pragma once

#include <string>
#include <vector>

#include "diagnosis/gate.hpp"
#include "report/saved_report.hpp"

namespace reluscope {

/// What `reluscope check` answers: the gates, judged on a report made earlier.
struct CheckResult {
  std::string path;  // of the report, as given
  std::vector<GateResult> gates;
  std::vector<std::string> reasons;  // why it fails, a sentence each; empty where it passes
};

/// Judges as `reluscope train` would have: the verdict and the reasons are those of a run with these gates. Throws
/// UserError where a gate's metric is none of the report's.
CheckResult check(const SavedReport& report, const std::vector<Gate>& gates);

/// The result as JSON.
std::string check_json(const CheckResult& result);

}  // namespace reluscope
