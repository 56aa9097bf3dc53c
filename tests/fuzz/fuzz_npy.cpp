// Any bytes as an activation file, .npy or .npz as they begin: what units do, or a UserError. What comes of a .npy must
// come of it in a pipe, and within an archive, too.

#include <cmath>
#include <optional>

#include "data/pipe.hpp"
#include "data/zip_archive.hpp"
#include "fuzzer.hpp"
#include "memory_file.hpp"
#include "single_thread.hpp"
#include "stats/file_activity.hpp"

namespace {

using namespace reluscope;

constexpr std::size_t k_most_in_pipe = std::size_t{64} << 10;

/// None if the file is refused.
std::optional<ActivationStats> first_layer(const std::string& path) {
  std::optional<ActivationStats> stats;
  is_accepted([&] { stats = read_activity(path, {.pre_activations = true}, single_thread()).layers.front().stats; });
  if (!stats) return stats;
  for (const double sum : stats->activation_sum) expect(std::isfinite(sum), "no sum is NaN or infinite");
  return stats;
}

void expect_same(const std::optional<ActivationStats>& a, const std::optional<ActivationStats>& b) {
  expect(a.has_value() == b.has_value(), "a file is read or refused however it comes");
  expect(!a || (a->active_rows == b->active_rows && a->activation_sum == b->activation_sum),
         "a file says the same however it comes");
}

void fuzz_npy(std::string_view input) {
  const std::string bytes(input);
  const std::optional<ActivationStats> expected = first_layer(MemoryFile(bytes).path());
  if (bytes.size() <= k_most_in_pipe) expect_same(expected, first_layer(Pipe(bytes).path()));
  if (!bytes.starts_with("\x93NUMPY")) return;
  for (const unsigned method : {0U, 8U})
    expect_same(expected, first_layer(MemoryFile(zipped({{"a.npy", bytes, 0, method}})).path()));
}

const RegisterFuzzer k_npy{{"npy", fuzz_npy}};

}  // namespace
