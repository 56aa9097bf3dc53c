#pragma once

#include <string>

#include "prune/prune_result.hpp"

namespace reluscope {

// What prune writes, schema_version 1.

std::string json_text(const PruneResult& result);

/// The JSON Schema (draft 2020-12) of a result.
std::string prune_schema();

}  // namespace reluscope
