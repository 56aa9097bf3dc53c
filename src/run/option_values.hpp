#pragma once

#include <nlohmann/json_fwd.hpp>

#include "support/option_table.hpp"
#include "support/value.hpp"

namespace reluscope {

/// The options but the positional ones, by their long names with '_' for '-', with their values; null for one that does
/// not apply.
NamedValues values_of(const OptionTable& table);

/// The JSON Schema of such values: "properties", "required", "additionalProperties". The options of several commands
/// may be taken together: those are required that all of them have.
nlohmann::ordered_json schema_of_values(const std::vector<OptionTable>& tables);

}  // namespace reluscope
