#pragma once

#include <string_view>

#include "diagnosis/findings/finding.hpp"
#include "diagnosis/findings/run_facts.hpp"

namespace reluscope {

inline constexpr std::string_view k_no_better_than_baseline = "no-better-than-baseline";

/// Did it learn? On the held-out rows, or on the training rows if none are held out.
void add_learning_findings(const RunFacts& run, Findings& findings);

}  // namespace reluscope
