#pragma once

#include "diagnosis/findings/finding.hpp"
#include "diagnosis/findings/run_facts.hpp"

namespace reluscope {

/// On the rows: too few of them, odd columns, and what validation rows show of the units.
/// with_units: the units are to be judged.
void add_data_notes(const RunFacts& run, bool with_units, Findings& findings);

}  // namespace reluscope
