#pragma once

#include "diagnosis/findings/finding.hpp"
#include "diagnosis/findings/run_facts.hpp"

namespace reluscope {

/// On the rows: too few of them, odd columns, and what validation rows show of the units.
void add_data_notes(const RunFacts& run, Findings& findings);

}  // namespace reluscope
