#pragma once

#include <cstdint>
#include <functional>
#include <stop_token>
#include <vector>

#include "remedy/remedy_result.hpp"
#include "run/run_spec.hpp"
#include "support/thread_pool.hpp"

namespace reluscope {

struct RemedySpec {
  RunSpec run;  // as given
  std::int64_t seeds = 5;
  bool has_split_seed = false;  // else each seed makes its own split
};

/// Is told of the progress, by one thread at a time.
struct RemedyObserver {
  std::function<void(std::size_t runs)> planned = [](std::size_t) {};  // in all, once it is known
  std::function<void(const RemedyRun& run)> run_ended = [](const RemedyRun&) {};
};

/// Trains as given with several seeds, then with each change that may help, on the same seeds and splits, several runs
/// at a time and each on one thread; then with the best two changes together. The result does not depend on the pool. A
/// request to stop ends this within a batch; the result then has what was run. Throws UserError.
RemedyResult find_remedy(const RemedySpec& spec, ThreadPool& pool, const std::stop_token& stop,
                         const RemedyObserver& observer);

}  // namespace reluscope
