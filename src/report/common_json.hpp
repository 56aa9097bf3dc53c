#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "diagnosis/gate.hpp"
#include "diagnosis/metric.hpp"

namespace reluscope {

// What every JSON output of the program has in common.

inline constexpr int k_schema_version = 1;

/// How an output begins: schema_version, tool, command.
nlohmann::ordered_json begin_json(const std::string& command);

/// Adds gates, verdict and reasons; the verdict is pass where there is no reason.
void add_verdict(nlohmann::ordered_json& json, const std::vector<GateResult>& gates,
                 const std::vector<std::string>& reasons);

/// A whole number, a number, or true or false.
nlohmann::ordered_json to_json(const Metric& metric);

}  // namespace reluscope
