#pragma once

#include "diagnosis/findings/finding.hpp"
#include "diagnosis/findings/run_facts.hpp"
#include "diagnosis/findings/unit_facts.hpp"

namespace reluscope {

/// A finding for each layer that is dead as a whole.
void add_dead_layers(const UnitFacts& facts, Findings& findings);
/// On what the units of a network do on some rows: dead, sparse, saturated and always active ones, and what is proven.
void add_state_findings(const UnitFacts& facts, Findings& findings);
/// On what the units of the final network do: dead layers and units, blocked, sparse and always active ones.
void add_unit_findings(const RunFacts& run, Findings& findings);

}  // namespace reluscope
