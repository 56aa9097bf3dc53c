#pragma once

#include <cstddef>
#include <functional>

namespace reluscope {

/// Calls work(i, worker) once for each i in [0, count), on up to `threads` threads, and returns when all are done.
/// worker: which of the threads it is, below `threads`. Which one takes which i is not fixed: `work` must write only
/// what belongs to i or to the worker. An exception in `work` is rethrown.
void parallel_for(std::size_t count, unsigned threads, const std::function<void(std::size_t, unsigned)>& work);

}  // namespace reluscope
