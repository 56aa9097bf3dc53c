#pragma once

#include <string>
#include <system_error>
#include <vector>

#include "sweep/shard.hpp"
#include "sweep/sweep_outcomes.hpp"
#include "sweep/sweep_plan.hpp"

namespace reluscope {

/// The folder of a sweep: plan.json, and for each shard the file of its runs.
class SweepFolder {
 public:
  explicit SweepFolder(std::string path) : m_path(std::move(path)) {}

  /// Makes the folder and the plan's file, or checks that they are those of this plan. is_resumed: runs may be there
  /// already. Throws UserError.
  void start(const SweepPlan& plan, const Shard& shard, bool is_resumed) const;
  /// Throws UserError if there is none.
  SweepPlan plan() const;
  /// Adds the runs of all shards. Throws UserError as SweepOutcomes::add does.
  void read(SweepOutcomes& outcomes) const;
  /// Throws UserError that names the missing runs and their shards, if there are any.
  void check_complete(const SweepOutcomes& outcomes) const;

  /// Makes the folder if a file is to be written into it.
  void make_for(const std::string& path) const;
  /// Whether the file is one of the folder's own.
  bool holds(const std::string& path) const;

  const std::string& path() const { return m_path; }
  std::string file_of(const Shard& shard) const { return m_path + "/" + shard.file_name(); }

 private:
  std::string plan_file() const { return m_path + "/plan.json"; }
  /// Those of the runs, by name.
  std::vector<std::string> files() const;
  void make() const;
  [[noreturn]] void fail(const std::error_code& error, const std::string& cure) const;
  bool is_there(const std::string& file) const;

  std::string m_path;
};

}  // namespace reluscope
