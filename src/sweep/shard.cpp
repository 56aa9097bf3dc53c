#include "sweep/shard.hpp"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <vector>

#include "support/arguments.hpp"
#include "support/error.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

constexpr std::int64_t k_most_shards = 9999;

/// Empty if it is not set.
std::string environment(const std::string& name) {
  const char* const value = std::getenv(name.c_str());
  return value == nullptr ? "" : value;
}

std::int64_t number_in(const std::string& name, std::int64_t least = 0) {
  const std::string text = environment(name);
  if (text.empty()) throw UserError("--shard auto: " + name + " is not set; give --shard I/N");
  return read_whole("--shard auto: " + name, text, least);
}

/// Of an array such as 1-8, 0-7, or 0-14:2.
Shard shard_of_slurm() {
  const std::int64_t least = number_in("SLURM_ARRAY_TASK_MIN"), count = number_in("SLURM_ARRAY_TASK_COUNT", 1);
  const std::int64_t step = count > 1 ? (number_in("SLURM_ARRAY_TASK_MAX") - least) / (count - 1) : 1;
  const std::int64_t offset = number_in("SLURM_ARRAY_TASK_ID") - least;
  if (step < 1 || offset < 0 || offset % step != 0 || offset / step >= count)
    throw UserError("--shard auto: the tasks of the Slurm array are not evenly spaced; give --shard I/N");
  return {offset / step + 1, count};
}

Shard checked(const Shard& shard) {
  if (shard.number > shard.of || shard.of > k_most_shards)
    throw UserError("--shard: there is no shard " + std::to_string(shard.number) + " of " + std::to_string(shard.of) +
                    "; number them from 1, and make at most " + std::to_string(k_most_shards));
  return shard;
}

}  // namespace

std::string Shard::file_name() const {
  std::array<char, 64> name{};
  std::snprintf(name.data(), name.size(), "shard-%04d-of-%04d.jsonl", static_cast<int>(number), static_cast<int>(of));
  return name.data();
}

Shard read_shard(const std::string& text) {
  if (text == "auto") {
    if (!environment("SLURM_ARRAY_TASK_ID").empty()) return checked(shard_of_slurm());
    if (!environment("CI_NODE_INDEX").empty())
      return checked({number_in("CI_NODE_INDEX", 1), number_in("CI_NODE_TOTAL", 1)});
    throw UserError("--shard auto: neither SLURM_ARRAY_TASK_ID nor CI_NODE_INDEX is set; give --shard I/N");
  }
  const std::vector<std::string> parts = split(text, '/');
  if (parts.size() != 2) throw UserError("--shard: " + in_quotes(text) + " is not I/N, as in 2/8, nor auto");
  return checked({read_whole("--shard", parts[0], 1), read_whole("--shard", parts[1], 1)});
}

}  // namespace reluscope
