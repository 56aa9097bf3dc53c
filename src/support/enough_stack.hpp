#pragma once

#include <functional>

namespace reluscope {

/// Calls work(), which must not throw: where the system gives less stack than the program may need (ulimit -s), on a
/// thread with enough of it, and then all threads that are made later have as much. Returns false if there is no such
/// thread, and work was not called.
bool run_with_enough_stack(const std::function<void()>& work);

}  // namespace reluscope
