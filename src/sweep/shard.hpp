#pragma once

#include <cstdint>
#include <string>

namespace reluscope {

/// The part of a sweep that one process does: every `of`-th run of the plan.
struct Shard {
  std::int64_t number = 1;  // from 1
  std::int64_t of = 1;

  bool has(std::int64_t run) const { return run % of == number - 1; }
  /// "shard-0002-of-0008.jsonl"
  std::string file_name() const;
};

/// "2/8"; "auto" is what the environment of a job says: SLURM_ARRAY_TASK_ID of a Slurm array, or CI_NODE_INDEX and
/// CI_NODE_TOTAL of GitLab. Throws UserError if the text or the environment says none.
Shard read_shard(const std::string& text);

}  // namespace reluscope
