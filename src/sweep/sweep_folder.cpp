#include "sweep/sweep_folder.hpp"

#include <algorithm>
#include <filesystem>
#include <set>

#include "data/byte_source.hpp"
#include "support/error.hpp"
#include "support/output_file.hpp"
#include "support/shell.hpp"
#include "support/text.hpp"
#include "sweep/run_log.hpp"
#include "sweep/sweep_json.hpp"

namespace reluscope {
namespace fs = std::filesystem;

void SweepFolder::start(const SweepPlan& plan, const Shard& shard, bool is_resumed) const {
  if (m_path.empty()) throw UserError("--dir: no folder; name one, as in --dir runs");
  std::error_code error;
  fs::create_directories(m_path, error);
  if (!fs::is_directory(m_path))
    throw UserError(m_path + ": is no folder, and cannot be made; name another with --dir");
  if (fs::exists(plan_file())) {
    const std::string difference = difference_of(this->plan(), plan);
    if (!difference.empty())
      throw UserError(m_path + ": holds the runs of another sweep, which differs in " + difference +
                      "; name another folder with --dir");
  } else {
    OutputFile(plan_file()).write(json_text(plan));
  }
  const std::string file = file_of(shard);
  if (!is_resumed && fs::is_regular_file(file) && fs::file_size(file) > 0)
    throw UserError(m_path + ": holds runs of this sweep; add --resume to do those that are missing");
}

SweepPlan SweepFolder::plan() const {
  if (!fs::exists(plan_file()))
    throw UserError(m_path + ": has no plan.json; give the folder that sweep --dir has written");
  return read_plan(read_file(plan_file()), plan_file());
}

void SweepFolder::read(SweepOutcomes& outcomes) const {
  for (const std::string& file : files())
    read_runs(file, [&](const RunRecord& record, std::string_view line) { outcomes.add(record, line, file); });
}

void SweepFolder::check_complete(const SweepOutcomes& outcomes) const {
  const std::vector<std::size_t> missing = outcomes.missing({});
  if (missing.empty()) return;
  std::vector<std::string> runs;
  for (const std::size_t run : missing) runs.push_back(std::to_string(run));
  std::set<std::string> shards;  // of those whose files are there, or are named as their neighbours are
  for (const std::string& file : files()) {
    const std::string name = fs::path(file).filename().string();
    Shard shard{.number = 1, .of = std::stoll(name.substr(name.size() - 10, 4))};
    for (; shard.number <= shard.of; ++shard.number)
      if (!outcomes.missing(shard).empty())
        shards.insert("--shard " + std::to_string(shard.number) + "/" + std::to_string(shard.of));
  }
  throw UserError(m_path + ": " + pluralized(static_cast<std::int64_t>(missing.size()), "run") + " missing (" +
                  join_at_most(runs) + "); do " + (missing.size() == 1 ? "it" : "them") + " with --resume" +
                  (shards.empty() ? "" : " and " + join_at_most({shards.begin(), shards.end()})));
}

std::vector<std::string> SweepFolder::files() const {
  std::vector<std::string> files;
  const auto is_number = [](std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
  };
  for (const fs::directory_entry& entry : fs::directory_iterator(m_path)) {
    const std::string name = entry.path().filename().string();
    const bool is_shard = name.size() == Shard{}.file_name().size() && name.starts_with("shard-") &&
                          name.substr(10, 4) == "-of-" && name.ends_with(".jsonl") && is_number(name.substr(6, 4)) &&
                          is_number(name.substr(14, 4));
    if (is_shard && entry.is_regular_file()) files.push_back(m_path + "/" + name);
  }
  std::ranges::sort(files);
  return files;
}

}  // namespace reluscope
