#include "sweep/sweep_folder.hpp"

#include <algorithm>
#include <filesystem>
#include <set>
#include <unistd.h>

#include "data/byte_source.hpp"
#include "support/error.hpp"
#include "support/file_identity.hpp"
#include "support/number.hpp"
#include "support/output_file.hpp"
#include "support/output_place.hpp"
#include "support/text.hpp"
#include "sweep/run_log.hpp"
#include "sweep/sweep_json.hpp"

namespace reluscope {
namespace fs = std::filesystem;

namespace {

// Where the numbers are in the name of a shard's file.
constexpr std::size_t k_number = 6, k_of = 14, k_digits = 4;

bool is_shard_name(const std::string& name) {
  const std::string pattern = Shard{}.file_name();
  if (name.size() != pattern.size()) return false;
  for (std::size_t i = 0; i < name.size(); ++i) {
    const bool is_number = (i >= k_number && i < k_number + k_digits) || (i >= k_of && i < k_of + k_digits);
    if (is_number ? !is_digit(name[i]) : name[i] != pattern[i]) return false;
  }
  return name.substr(k_of, k_digits) != "0000";
}

bool is_own_name(const std::string& name) { return name == "plan.json" || is_shard_name(name); }

}  // namespace

void SweepFolder::start(const SweepPlan& plan, const Shard& shard, bool is_resumed) const {
  make();
  if (is_there(plan_file())) {
    const std::string difference = difference_of(this->plan(), plan);
    if (!difference.empty())
      throw UserError(m_path + ": holds the runs of another sweep, which differs in " +
                      (difference == "runs" ? "what they read" : difference) + "; name another folder with --dir");
  } else {
    OutputFile(plan_file()).write(json_text(plan));
  }
  const std::string file = file_of(shard);
  std::error_code error;
  if (!is_resumed && fs::is_regular_file(file, error) && fs::file_size(file, error) > 0)
    throw UserError(m_path + ": holds runs of this sweep; add --resume to do those that are missing");
}

SweepPlan SweepFolder::plan() const {
  if (!is_there(plan_file()))
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
  std::set<std::pair<std::int64_t, std::int64_t>>
      missing_shards;  // how many there are, and which; as the files are cut
  for (const std::string& file : files()) {
    const std::int64_t of = std::stoll(fs::path(file).filename().string().substr(k_of));
    for (const std::size_t run : missing) missing_shards.emplace(of, static_cast<std::int64_t>(run) % of + 1);
  }
  std::vector<std::string> shards;
  for (const auto& [of, number] : missing_shards)
    shards.push_back("--shard " + std::to_string(number) + "/" + std::to_string(of));
  throw UserError(m_path + ": " + pluralized(static_cast<std::int64_t>(missing.size()), "run") + " missing (" +
                  join_at_most(runs) + "); do " + (missing.size() == 1 ? "it" : "them") + " with --resume" +
                  (shards.empty() ? "" : " and " + join_at_most(shards)));
}

std::vector<std::string> SweepFolder::files() const {
  std::vector<std::string> files;
  std::error_code error;
  for (fs::directory_iterator entry(m_path, error), end; !error && entry != end; entry.increment(error))
    if (is_shard_name(entry->path().filename().string()) && entry->is_regular_file(error))
      files.push_back(m_path + "/" + entry->path().filename().string());
  if (error) fail(error, "make it readable");
  std::ranges::sort(files);
  return files;
}

void SweepFolder::make() const {
  std::error_code error;
  fs::create_directories(m_path, error);
  if (error) fail(error, "name another with --dir");
}

void SweepFolder::make_for(const std::string& path) const {
  std::error_code error;
  const fs::path file = fs::absolute(path, error).lexically_normal();
  const fs::path folder = (fs::absolute(m_path, error) / "").lexically_normal();
  if (file == folder.parent_path()) throw UserError("--output: " + path + " is the folder of --dir; name a file");
  if (file.parent_path() != folder.parent_path()) return;
  if (is_own_name(file.filename().string()))
    throw UserError("--output: " + path + " is a file of the sweep itself; name another");
  make();
}

bool SweepFolder::holds(const std::string& path) const {
  std::error_code error;
  if (!fs::is_directory(m_path, error)) return false;
  const FileIdentity file(path, STDOUT_FILENO);
  const auto is_it = [&](const std::string& own) { return file == FileIdentity(own, STDOUT_FILENO); };
  if (is_it(plan_file()) || std::ranges::any_of(files(), is_it)) return true;
  const fs::path place = path == "-" ? fs::path() : fs::path(followed(path).path);  // a shard that is not there yet
  const fs::path folder = place.parent_path();
  return is_shard_name(place.filename().string()) && fs::equivalent(folder.empty() ? "." : folder, m_path, error);
}

void SweepFolder::fail(const std::error_code& error, const std::string& cure) const {
  throw UserError(m_path + ": " + error.message() + "; " + cure);
}

bool SweepFolder::is_there(const std::string& file) const {
  std::error_code error;
  const fs::file_status status = fs::status(file, error);
  if (status.type() == fs::file_type::none) fail(error, "make it readable");
  return fs::exists(status);
}

}  // namespace reluscope
