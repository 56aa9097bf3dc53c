#include "report/common_json.hpp"

#include <nlohmann/json.hpp>

namespace reluscope {

using Json = nlohmann::ordered_json;

Json begin_json(const std::string& command) {
  return {{"schema_version", k_schema_version},
          {"tool", {{"name", "reluscope"}, {"version", RELUSCOPE_VERSION}}},
          {"command", command}};
}

void add_verdict(Json& json, const std::vector<GateResult>& gates, const std::vector<std::string>& reasons) {
  Json& entries = json["gates"] = Json::array();
  for (const GateResult& gate : gates)
    entries.push_back({{"rule", gate.rule}, {"value", gate.value}, {"passed", gate.passed}});
  json["verdict"] = reasons.empty() ? "pass" : "fail";
  json["reasons"] = reasons;
}

Json to_json(const Metric& metric) {
  switch (metric.kind) {
    case Metric::Kind::count:
      return static_cast<std::int64_t>(metric.value);
    case Metric::Kind::fraction:
      return metric.value;
    case Metric::Kind::flag:
      return metric.value != 0;
  }
  return nullptr;
}

}  // namespace reluscope
