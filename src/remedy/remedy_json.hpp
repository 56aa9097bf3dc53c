#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "remedy/remedy_result.hpp"

namespace reluscope {

// What remedy writes, and reads again, schema_version 1.

std::string json_text(const RemedyResult& result);

/// The JSON Schema (draft 2020-12) of a result.
std::string remedy_schema();

/// Whether it is a result of remedy, and not a report.
bool is_remedy(const nlohmann::ordered_json& document);
/// name: of the file, for messages. Throws UserError, which names the place and the cure, if it is not what was
/// written.
RemedyResult read_remedy_result(const nlohmann::ordered_json& document, const std::string& name);

}  // namespace reluscope
