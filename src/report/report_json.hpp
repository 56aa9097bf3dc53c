#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "report/comparison.hpp"
#include "report/epoch_record.hpp"

namespace reluscope {

// What the program answers as JSON, schema_version 1.

std::string json_text(const Report& report);
std::string json_text(const DataResult& result);
std::string json_text(const CheckResult& result);
std::string json_text(const Comparison& comparison);
/// Whether it is what compare wrote, and not a report.
bool is_comparison(const nlohmann::ordered_json& document);
/// The same as it was; name: of its file, for messages. Throws UserError, which names the place and the cure, if it is
/// not as it was written.
Comparison read_comparison(const nlohmann::ordered_json& document, const std::string& name);
/// On one line without a newline.
std::string json_line(const EpochRecord& epoch);

/// The JSON Schema (draft 2020-12) of a report; config: that of its `config`.
std::string report_schema(const nlohmann::ordered_json& config);

/// A report that was written earlier: json_text of it gives the same bytes. path may be "-", and the file gzip. Throws
/// UserError, which names the file, the place in it and the cure, if it cannot be read, or is no report of this
/// schema_version, or not as it was written.
Report read_report(const std::string& path);
/// The same of a document that has been parsed; name: of its file, for messages.
Report read_report(const nlohmann::ordered_json& document, const std::string& name);

}  // namespace reluscope
