#pragma once

#include "diagnosis/findings/findings.hpp"

namespace reluscope {

/// What the data does to training before any unit is to blame: inputs from which nothing can be learned, values that
/// cannot be right, a target far from 0, and a model no better than a constant.
void add_cause_findings(const RunFacts& run, Findings& findings);

}  // namespace reluscope
