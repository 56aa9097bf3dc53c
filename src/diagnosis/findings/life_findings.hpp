#pragma once

#include "diagnosis/findings/finding.hpp"
#include "diagnosis/findings/run_facts.hpp"

namespace reluscope {

/// Where the loss stopped being finite.
void add_divergence(const RunFacts& run, Findings& findings);

/// On what happened to the units over the epochs: births, late deaths, revivals.
void add_life_findings(const RunFacts& run, Findings& findings);

}  // namespace reluscope
