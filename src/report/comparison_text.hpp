#pragma once

#include <string>

#include "report/comparison.hpp"

namespace reluscope {

/// The comparison for a person: what is compared, what differs between the runs, a table of the layers, the units that
/// changed, a table of the metrics that changed, one of the quality, and the verdict. No table is wider than 80
/// columns.
std::string comparison_text(const Comparison& comparison, bool colour);

}  // namespace reluscope
