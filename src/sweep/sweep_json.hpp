#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "sweep/run_record.hpp"
#include "sweep/sweep_result.hpp"

namespace reluscope {

// What a sweep writes, and reads again, schema_version 1.

std::string json_text(const SweepPlan& plan);
std::string json_text(const SweepResult& result);
/// On one line without a newline.
std::string json_line(const RunRecord& record);

/// The JSON Schema (draft 2020-12) of a result.
std::string sweep_schema();

// name: of the file, for messages. They throw UserError, which names the place and the cure, if the text is not what
// was written.

/// Whether it is the result of a sweep, and not a report.
bool is_sweep(const nlohmann::ordered_json& document);
SweepPlan read_plan(const std::string& text, const std::string& name);
SweepResult read_sweep_result(const nlohmann::ordered_json& document, const std::string& name);
/// A line of a run's file.
RunRecord read_run_record(const std::string& text, const std::string& name);

/// In what the second plan differs from the first, "axes, data.sha256"; empty if in nothing.
std::string difference_of(const SweepPlan& one, const SweepPlan& other);

}  // namespace reluscope
