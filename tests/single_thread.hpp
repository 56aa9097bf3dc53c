#pragma once

#include "support/thread_pool.hpp"

/// A pool that runs everything on the calling thread.
inline reluscope::ThreadPool& single_thread() {
  static reluscope::ThreadPool pool;
  return pool;
}
