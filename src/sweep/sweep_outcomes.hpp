#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "sweep/run_record.hpp"
#include "sweep/shard.hpp"
#include "sweep/sweep_plan.hpp"

namespace reluscope {

/// What is known of a sweep's runs; it takes the same memory from the start.
class SweepOutcomes {
 public:
  /// The plan must outlive this.
  explicit SweepOutcomes(const SweepPlan& plan);

  /// place: of the record, for messages. Throws UserError if it is no run of the plan, or is there already and differs.
  void add(const RunRecord& record, const std::string& place);
  bool has(std::size_t run) const { return m_known[run] != 0; }
  /// The shard's runs that are not there.
  std::vector<std::size_t> missing(const Shard& shard) const;
  /// Of every run; none may be missing.
  std::span<const RunOutcome> all() const { return m_outcomes; }

 private:
  const SweepPlan& m_plan;
  std::vector<RunOutcome> m_outcomes;
  std::vector<std::size_t> m_known;  // a hash of the record; 0: it is missing
};

}  // namespace reluscope
