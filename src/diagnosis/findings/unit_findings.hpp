#pragma once

#include "diagnosis/findings/finding.hpp"
#include "diagnosis/findings/run_facts.hpp"

namespace reluscope {

/// On what the units of the final network do: dead layers and units, blocked, sparse and always active ones.
void add_unit_findings(const RunFacts& run, Findings& findings);

}  // namespace reluscope
