#include "diagnosis/findings/findings.hpp"

#include <algorithm>

#include "diagnosis/findings/cause_findings.hpp"
#include "diagnosis/findings/data_findings.hpp"
#include "diagnosis/findings/life_findings.hpp"
#include "diagnosis/findings/unit_findings.hpp"

namespace reluscope {

Findings findings_of(const RunFacts& run) {
  Findings findings;
  add_cause_findings(run, findings);
  add_divergence(run, findings);
  // a network that overflows from the start says nothing about its units
  if (run.outcome.status == TrainingStatus::diverged && run.outcome.diverged_epoch == 0) return findings;
  add_unit_findings(run, findings);
  add_life_findings(run, findings);
  add_data_findings(run, findings);
  std::ranges::stable_sort(findings, std::greater(), &Finding::severity);
  return findings;
}

}  // namespace reluscope
