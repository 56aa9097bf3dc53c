#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
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

  /// Of a run of the plan that is over.
  void add(const RunRecord& record);
  /// Of one that was read. line: as it stands in a file; place: that, for messages. Throws UserError if it is no run of
  /// the plan, or is there already and differs.
  void add(const RunRecord& record, std::string_view line, const std::string& place);
  bool has(std::size_t run) const { return m_known[run] != 0; }
  /// The shard's runs that are not there.
  std::vector<std::size_t> missing(const Shard& shard) const;
  /// Of every run; none may be missing.
  std::span<const RunOutcome> all() const { return m_outcomes; }

 private:
  const SweepPlan& m_plan;
  std::vector<RunOutcome> m_outcomes;
  std::vector<std::size_t> m_known;  // 0: it is missing; of one that was read a hash of its line
};

}  // namespace reluscope
