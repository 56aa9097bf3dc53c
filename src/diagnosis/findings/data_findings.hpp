#pragma once

#include "diagnosis/findings/findings.hpp"

namespace reluscope {

/// On the rows: too few of them, unscaled inputs, odd columns, and what validation rows show of the units.
void add_data_findings(const RunFacts& run, Findings& findings);

}  // namespace reluscope
