#include "report/check_result.hpp"

#include <nlohmann/json.hpp>

#include "report/common_json.hpp"
#include "report/json_text.hpp"
#include "report/report.hpp"

namespace reluscope {

CheckResult check(const SavedReport& report, const std::vector<Gate>& gates) {
  CheckResult result{.path = report.path, .gates = {}, .reasons = {}};
  for (const Gate& gate : gates) result.gates.push_back(gate.judge(report.summary));
  result.reasons = reasons_for(report.status, report.epochs_completed, result.gates);
  return result;
}

std::string check_json(const CheckResult& result) {
  nlohmann::ordered_json json = begin_json("check");
  json["report"] = result.path;
  add_verdict(json, result.gates, result.reasons);
  return json_text(json);
}

}  // namespace reluscope
