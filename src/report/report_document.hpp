#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "report/json_part.hpp"

namespace reluscope {

inline constexpr const char* k_report_cure = "make the report again with reluscope train -o FILE";

/// The JSON of a report that was written earlier; name: of its file, for messages; cure: of a text that is cut off.
/// Throws UserError if it is not JSON.
nlohmann::ordered_json parse_report_document(std::string_view text, const std::string& name,
                                             const std::string& cure = k_report_cure);

/// The report within, which refers to the document. Throws UserError if it is no report of this schema_version.
JsonPart report_document(const nlohmann::ordered_json& document, const std::string& name);

}  // namespace reluscope
