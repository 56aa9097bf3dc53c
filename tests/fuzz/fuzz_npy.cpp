// Any bytes as an activation file, .npy or .npz as they begin: what units do, or a UserError in one line. What comes of
// a .npy must come of it in a pipe, and within an archive, too.

#include <cmath>
#include <cstdint>
#include <optional>

#include "data/pipe.hpp"
#include "data/zip_archive.hpp"
#include "fuzz_input.hpp"
#include "single_thread.hpp"
#include "stats/file_activity.hpp"
#include "temporary_file.hpp"

namespace {

using namespace reluscope;

/// None if the file is refused.
std::optional<ActivationStats> first_layer(const std::string& path) {
  std::optional<ActivationStats> stats;
  outcome_of([&] { stats = read_activity(path, {.pre_activations = true}, single_thread()).layers.front().stats; });
  if (!stats) return stats;
  for (const double sum : stats->activation_sum)
    if (!std::isfinite(sum)) std::abort();  // no number of a report may come from one
  return stats;
}

void expect_same(const std::optional<ActivationStats>& a, const std::optional<ActivationStats>& b) {
  if (a.has_value() != b.has_value()) std::abort();
  if (a && (a->active_rows != b->active_rows || a->activation_sum != b->activation_sum)) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  const std::optional<ActivationStats> expected = first_layer(TemporaryFile(bytes).path());
  expect_same(expected, first_layer(Pipe(bytes).path()));
  if (!bytes.starts_with("\x93NUMPY")) return 0;
  for (const unsigned method : {0U, 8U})
    expect_same(expected, first_layer(TemporaryFile(zipped({{"a.npy", bytes, 0, method}})).path()));
  return 0;
}
