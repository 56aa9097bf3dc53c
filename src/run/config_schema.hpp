#pragma once

#include <nlohmann/json_fwd.hpp>

namespace reluscope {

/// The JSON Schema of a report's `config`, whichever command made it.
nlohmann::ordered_json config_schema();

}  // namespace reluscope
