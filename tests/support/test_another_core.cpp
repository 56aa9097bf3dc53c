#include <atomic>
#include <doctest/doctest.h>
#include <sched.h>
#include <thread>

#include "support/another_core.hpp"

using reluscope::move_to_another_core;

TEST_CASE("a moved thread goes on elsewhere, and may still run wherever it could") {
  cpu_set_t allowed;
  REQUIRE(sched_getaffinity(0, sizeof allowed, &allowed) == 0);
  int moved = 0;
  constexpr int k_threads = 40;
  for (int i = 0; i < k_threads; ++i) {
    std::atomic<bool> released = false;
    int core = -1;
    cpu_set_t seen;
    std::thread thread([&] {
      while (!released) std::this_thread::yield();
      core = sched_getcpu();
      sched_getaffinity(0, sizeof seen, &seen);
    });
    const int here = sched_getcpu();
    move_to_another_core(thread.native_handle());
    released = true;
    thread.join();
    moved += core != here;
    CHECK(CPU_EQUAL(&seen, &allowed));
  }
  // The scheduler is free to undo it, and moves the caller too: not each of them, therefore.
  if (CPU_COUNT(&allowed) > 1) CHECK(moved > k_threads / 4);
}
