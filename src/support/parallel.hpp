#pragma once

#include <cstddef>
#include <functional>

namespace reluscope {

/// Calls work(i) once for each i in [0, count), on up to `threads` threads, and returns when all are done. Which
/// thread takes which i is not fixed: `work` must write only what belongs to i. An exception in `work` is rethrown.
void parallel_for(std::size_t count, unsigned threads, const std::function<void(std::size_t)>& work);

}  // namespace reluscope
