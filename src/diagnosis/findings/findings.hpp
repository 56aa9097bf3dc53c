#pragma once

#include "diagnosis/findings/finding.hpp"
#include "diagnosis/findings/run_facts.hpp"

namespace reluscope {

/// The findings: first that nothing was learned, if so; then group by group the causes, in the order in which they are
/// to be fixed, each followed by what it causes; the gravest group first. Every one is worded in this folder and
/// nowhere else.
Findings findings_of(const RunFacts& run);

/// The first cause, or that nothing was learned without one: what to fix first. Null if there is none.
const Finding* root_cause(const Findings& findings);
/// The cause in a few words, to follow a colon: "the learning rate".
std::string in_few_words(const Finding& cause);

}  // namespace reluscope
