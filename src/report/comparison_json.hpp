#pragma once

#include <string>

#include "report/comparison.hpp"

namespace reluscope {

/// The comparison as JSON.
std::string comparison_json(const Comparison& comparison);

}  // namespace reluscope
