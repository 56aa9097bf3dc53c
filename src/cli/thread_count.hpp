#pragma once

#include <algorithm>
#include <thread>

namespace reluscope {

/// --threads, or all cores if it is 0.
inline unsigned thread_count(unsigned asked = 0) {
  return asked > 0 ? asked : std::max(1U, std::thread::hardware_concurrency());
}

}  // namespace reluscope
