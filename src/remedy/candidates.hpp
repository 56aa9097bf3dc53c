#pragma once

#include <string>
#include <vector>

#include "diagnosis/findings/finding.hpp"
#include "run/run_spec.hpp"
#include "support/option_change.hpp"

namespace reluscope {

/// A change to a run that may help.
struct Candidate {
  std::string because;  // the code of the finding that names it, or "usual"
  OptionChanges changes;
};

/// What is worth trying, the likeliest first: what the findings of the run name, then what usually helps. Each makes
/// another run of this; nothing is there twice.
std::vector<Candidate> candidates_of(const RunSpec& spec, const Findings& findings, bool is_classification);

}  // namespace reluscope
