#include "sweep/sweep_outcomes.hpp"

#include <functional>

#include "support/error.hpp"

namespace reluscope {

SweepOutcomes::SweepOutcomes(const SweepPlan& plan)
    : m_plan(plan), m_outcomes(plan.runs.size()), m_known(plan.runs.size()) {}

void SweepOutcomes::add(const RunRecord& record) {
  const auto run = static_cast<std::size_t>(record.run);
  m_known[run] = 1;
  m_outcomes[run] = outcome_of(record);
}

void SweepOutcomes::add(const RunRecord& record, std::string_view line, const std::string& place) {
  const auto run = static_cast<std::size_t>(record.run);
  if (run >= m_known.size() || m_plan.runs[run].id != record.id)
    throw UserError(place + ": is no run of this sweep's plan; take the file out of the folder");
  const std::size_t hash = std::hash<std::string_view>()(line) | 1U;
  if (m_known[run] != 0 && m_known[run] != hash)
    throw UserError(place + ": run " + std::to_string(run) +
                    " is there twice, and differs; take out the file of the older program");
  add(record);
  m_known[run] = hash;
}

std::vector<std::size_t> SweepOutcomes::missing(const Shard& shard) const {
  std::vector<std::size_t> missing;
  for (std::size_t run = 0; run < m_known.size(); ++run)
    if (!has(run) && shard.has(static_cast<std::int64_t>(run))) missing.push_back(run);
  return missing;
}

}  // namespace reluscope
