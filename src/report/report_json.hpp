#pragma once

#include <string>

#include "report/report.hpp"

namespace reluscope {

/// The report as JSON, schema_version 1.
std::string report_json(const Report& report);

/// The JSON Schema (draft 2020-12) of what `report_json` writes.
extern const char* const k_report_schema;

}  // namespace reluscope
